"""What only the server can know, or no JSON schema can say, put into schemathesis' requests.

A cursor is sealed for one list, and the entity tag of a row comes from an answer: no generator can make up either, and the contract
refuses what was made up (400 for a cursor, 412 for a tag). So wherever a *valid* request holds one, it is replaced by a real one, asked
for just before. That makes the requests truly valid, so that they must succeed: pages are followed and preconditions hold. Requests that
are meant to be invalid are left as they are, and so is every check.

How many filters the trees of a query have in all, and how deep each is, are limits of the contract that stand in words in the document: a
schema that refers to itself cannot count. Nor can one multiply, and how many rows the relations of an answer could come to is a product of
limits. *Valid* trees and lists of relations beyond that are cut.
"""

import requests
import schemathesis

# A real cursor needs a second page, and rows are few: so the first page holds one.
PAGE = 1


def _get(case, kwargs, alone=False):
    """Sends the request of a case as a GET: its path, its query and its credentials, nothing else; `alone`: without what it includes."""
    request = case.as_transport_kwargs(base_url=kwargs.get("base_url"))
    given = {**(request.get("headers") or {}), **(kwargs.get("headers") or {})}
    headers = {name: value for name, value in given.items() if name.lower() == "authorization"}
    session = kwargs.get("session") or requests
    params = request.get("params")
    if alone and isinstance(params, str):
        params = "&".join(pair for pair in params.split("&") if pair.split("=")[0] != "include")
    elif alone and params:
        params = {name: value for name, value in params.items() if name != "include"}
    return session.request("GET", request["url"], params=params, headers=headers, timeout=10)


def _next_page(case, kwargs):
    """The cursor behind the first row of the list that the case asks for; None when there is no second row."""
    asked = dict(case.query)
    case.query.pop("cursor")
    case.query["limit"] = PAGE
    answer = _get(case, kwargs)
    case.query.clear()
    case.query.update(asked)
    return answer.json()["next"] if answer.status_code == 200 else None


def _next_of_query(case, kwargs):
    """The same for a query in a body."""
    request = case.as_transport_kwargs(base_url=kwargs.get("base_url"))
    given = {**(request.get("headers") or {}), **(kwargs.get("headers") or {})}
    headers = {name: value for name, value in given.items() if name.lower() == "authorization"}
    body = {name: value for name, value in case.body.items() if name != "cursor"}
    session = kwargs.get("session") or requests
    answer = session.request("POST", request["url"], json={**body, "limit": PAGE}, headers=headers, timeout=10)
    return answer.json()["next"] if answer.status_code == 200 else None


MOST_FILTERS = 100
DEEPEST = 8

# How many filters of a query lead through a relation; orders may be among the ten that the contract allows.
MOST_REACHING = 7
OPERATORS = set("ne lt lte gt gte in nin isnull between contains icontains startswith istartswith endswith iendswith iexact overlap".split())


def _reaches(name):
    """Whether a filter leads through a relation, or into a JSON column, which is as good."""
    parts = name.split("__")
    return len(parts) > 2 or (len(parts) == 2 and parts[1] not in OPERATORS)


def _cut(tree, left, depth=0):
    """The tree without what is too deep, and without the filters after the last of those that are `left`: in all, and through relations."""
    if not isinstance(tree, dict):
        return tree
    kept = {}
    for name, value in tree.items():
        if name in ("and", "or", "not"):
            if depth < DEEPEST:
                below = [_cut(one, left, depth + 1) for one in value] if isinstance(value, list) else _cut(value, left, depth + 1)
                kept[name] = below
        elif left[0] > 0 and (left[1] > 0 or not _reaches(name)):
            left[0] -= 1
            left[1] -= _reaches(name)
            kept[name] = value
    return kept


# With so many rows and relations no answer of the apps comes to more included rows than it may.
FEW_ROWS = 5
FEW_RELATIONS = 2


def _fewer(asked, listed):
    """Cuts what a query or a body includes: how many paths there are, how long each is, and on a list how many rows."""
    # What is said of longer paths than are left says nothing.
    for name in [name for name in asked or {} if name.count(".") > FEW_RELATIONS]:
        del asked[name]
    include = (asked or {}).get("include")
    if not include:
        return
    paths = include if isinstance(include, list) else str(include).split(",")
    short = list(dict.fromkeys(".".join(path.split(".")[:FEW_RELATIONS]) for path in paths))[:FEW_RELATIONS]
    asked["include"] = short if isinstance(include, list) else ",".join(short)
    if listed:
        asked["limit"] = FEW_ROWS
        for name in [name for name in asked if name.endswith(".limit")]:
            asked[name] = FEW_ROWS


# OpenAPI 3.1 has no place for the method QUERY (3.2 has), so that schemathesis takes it for one that a path must not have. The suite holds
# what it does, and that `Allow` names it; here another unknown method is sent instead, and it is read over in `Allow`.
UNDESCRIBED = "QUERY"


@schemathesis.hook
def after_call(context, case, response):
    allow = response.headers.get("allow")
    if allow is not None:
        undescribed = {UNDESCRIBED}
        if case.path.endswith("/query"):
            # Where keys are texts a row may be called `query`: its methods are described at the path with a parameter.
            undescribed |= {"GET", "PATCH", "DELETE"}
        described = [[method for method in value.split(", ") if method not in undescribed] for value in allow]
        response.headers["allow"] = [", ".join(methods) for methods in described]


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.method.upper() == UNDESCRIBED:
        case.method = "BREW"
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    _fewer(case.query, case.method.upper() == "GET" and not case.path.endswith("}"))
    if case.method.upper() == "GET" and "cursor" in (case.query or {}):
        cursor = _next_page(case, kwargs)
        if cursor is None:
            del case.query["cursor"]
        else:
            case.query["cursor"] = cursor
    if case.method.upper() == "POST" and case.path.endswith("/query") and isinstance(case.body, dict):
        _fewer(case.body, True)
        left = [MOST_FILTERS, MOST_REACHING]
        for name in [name for name in case.body if name == "filter" or name.endswith(".filter")]:
            case.body[name] = _cut(case.body[name], left)
        if "cursor" in case.body:
            cursor = _next_of_query(case, kwargs)
            if cursor is None:
                del case.body["cursor"]
            else:
                case.body["cursor"] = cursor
    if case.method.upper() in ("PATCH", "DELETE"):
        for name, value in list((case.headers or {}).items()):
            if name.lower() == "if-match" and value != "*":
                # The tag of the row, and not that of an answer with others in it.
                tag = _get(case, kwargs, alone=True).headers.get("ETag")
                if tag is not None:
                    case.headers[name] = tag
