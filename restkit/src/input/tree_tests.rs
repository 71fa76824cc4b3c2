//! The bodies of queries against a descriptor written by hand.

use serde_json::{Value as JsonValue, json};

use super::{
    Count, ListParameters, ListReader, Sight,
    filters::MOST_FILTERS,
    tests::{DUE, ID, PRIORITY, SPEC, TITLE, faults},
    tree::DEEPEST,
};
use crate::{
    problem::Problem,
    spec::{Compare, Expr, SortKey, TextMatch, Value},
};

fn query(body: &JsonValue) -> Result<ListParameters, Problem> {
    ListReader::new(&SPEC).read_body(body.to_string().as_bytes(), Sight::ALL).map(|(list, _)| list)
}

fn filter(tree: JsonValue) -> Expr {
    query(&json!({ "filter": tree })).unwrap_or_else(|problem| panic!("{:?}", faults(&problem))).filter
}

fn refused(body: &JsonValue) -> Vec<String> {
    let problem = query(body).unwrap_err();
    assert_eq!(problem.kind().status, 422, "{body}");
    faults(&problem)
}

fn priority(operator: Compare, value: i64) -> Expr {
    Expr::Compare(PRIORITY, operator, Value::Integer(value))
}

#[test]
fn a_body_says_what_a_query_says() {
    let body = json!({
        "filter": {"title__icontains": "a", "priority__in": [1, 2], "due__isnull": true},
        "sort": ["-priority", "id"], "fields": ["title", "id"], "limit": 7, "cursor": "abc", "count": "estimated",
    });
    let read = query(&body).unwrap();
    let parts = ListReader::new(&SPEC).read(Some("title__icontains=a&priority__in=1,2&due__isnull=true"), Sight::ALL).unwrap();
    let (Expr::All(mut here), Expr::All(mut there)) = (read.filter, parts.filter) else { panic!("three filters") };
    let in_order = |a: &Expr, b: &Expr| format!("{a:?}").cmp(&format!("{b:?}"));
    here.sort_by(in_order);
    there.sort_by(in_order);
    assert_eq!(here, there);
    assert_eq!((read.sort, read.fields), (vec![SortKey::own(PRIORITY, true), SortKey::own(ID, false)], Some(vec![TITLE, ID])));
    assert_eq!((read.limit, read.cursor.as_deref(), read.count), (7, Some("abc"), Some(Count::Estimated)));
    assert_eq!(query(&json!({})).unwrap(), ListReader::new(&SPEC).read(None, Sight::ALL).unwrap());
}

#[test]
fn trees_are_conditions() {
    assert_eq!(filter(json!({})), Expr::Constant(true));
    assert_eq!(filter(json!({"priority": 1})), priority(Compare::Equal, 1));
    assert_eq!(
        filter(json!({"or": [{"priority": 1}, {"priority__gt": 3, "title": "a"}]})),
        Expr::Any(vec![
            priority(Compare::Equal, 1),
            Expr::All(vec![priority(Compare::Greater, 3), Expr::Compare(TITLE, Compare::Equal, Value::Text("a".to_owned()))]),
        ])
    );
    assert_eq!(filter(json!({"not": {"due__isnull": true}})), Expr::Not(Box::new(Expr::IsNull(DUE))));
    assert_eq!(filter(json!({"not": {"not": {"due__isnull": true}}})), Expr::IsNull(DUE));
    assert_eq!(filter(json!({"and": [{}, {"priority": 1.0}]})), priority(Compare::Equal, 1));
    assert_eq!(filter(json!({"or": [{}, {"priority": 1}]})), Expr::Constant(true));
    assert_eq!(
        filter(json!({"title__endswith": "a,b", "priority__between": [1, 2]})),
        Expr::All(vec![
            priority(Compare::GreaterOrEqual, 1),
            priority(Compare::LessOrEqual, 2),
            Expr::Text(TITLE, TextMatch::EndsWith, "a,b".to_owned()),
        ])
    );
}

#[test]
fn every_fault_has_its_pointer() {
    let long = "x".repeat(201);
    let body = json!({
        "filter": {
            "priority": "1", "secret": 1, "title__in": "a", "due": "2023-02-29", "title": null, "title__iexact": long,
            "and": [], "or": {}, "not": [{"priority": 1}],
            "priority__in": [1, "x", null], "priority__between": [1], "title__nin": [],
        },
        "sort": ["note", "-title", 3], "fields": ["secret"], "limit": 101, "cursor": 7, "count": "all", "offset": 3, "x/y": 1,
    });
    let mut found = refused(&body);
    found.sort();
    let mut expected = [
        "/filter/priority: type",
        "/filter/secret: unknown_member",
        "/filter/title__in: type",
        "/filter/due: format",
        "/filter/title: null",
        "/filter/title__iexact: length",
        "/filter/and: items",
        "/filter/or: type",
        "/filter/not: type",
        "/filter/priority__in/1: type",
        "/filter/priority__in/2: null",
        "/filter/priority__between: items",
        "/filter/title__nin: items",
        "/sort/0: unknown_sort_key",
        "/sort/2: type",
        "/fields/0: unknown_field",
        "/limit: out_of_range",
        "/cursor: type",
        "/count: one_of",
        "/offset: unknown_member",
        "/x~1y: unknown_member",
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
    for (body, fault) in [(json!([]), ": type"), (json!({"filter": 1}), "/filter: type"), (json!({"sort": []}), "/sort: items")] {
        assert_eq!(refused(&body), [fault]);
    }
}

#[test]
fn a_tree_has_bounds() {
    let nested = |depth: usize| {
        (0..depth)
            .fold(json!({"priority": 1}), |tree, at| if at % 2 == 0 { json!({ "not": tree }) } else { json!({"and": [tree]}) })
    };
    assert!(query(&json!({ "filter": nested(DEEPEST) })).is_ok());
    let faults = refused(&json!({ "filter": nested(DEEPEST + 1) }));
    assert!(faults.len() == 1 && faults[0].ends_with(": depth"), "{faults:?}");
    let many = |count: usize| json!({"filter": {"or": vec![json!({"priority": 1}); count]}});
    assert!(query(&many(MOST_FILTERS)).is_ok());
    let too_many = json!({"filter": {"or": [{"and": vec![json!({"priority": 1}); MOST_FILTERS]}, {"due": "2026-11-21"}]}});
    assert_eq!(refused(&too_many), ["/filter/or/1/due: items"]);
    assert!(query(&json!({"filter": {"or": vec![json!({"priority__in": vec![1; 100]}); MOST_FILTERS]}})).is_ok());
    let deep = format!("{{\"filter\":{}1{}}}", "{\"not\":".repeat(10_000), "}".repeat(10_000));
    assert_eq!(ListReader::new(&SPEC).read_body(deep.as_bytes(), Sight::ALL).unwrap_err().kind().status, 400);
}

#[test]
fn what_is_no_json_is_400() {
    for body in ["", "{", "{\"limit\":1}{}", "{\"limit\":1,\"limit\":2}", "{\"filter\":{\"title\":\"a\",\"title\":\"a\"}}"] {
        assert_eq!(ListReader::new(&SPEC).read_body(body.as_bytes(), Sight::ALL).unwrap_err().kind().status, 400, "{body}");
    }
}
