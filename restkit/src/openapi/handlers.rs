//! Handwritten endpoints as operations.

use std::collections::{BTreeMap, BTreeSet};

use utoipa::openapi::{
    ContentBuilder, Deprecated, PathsBuilder, RefOr, Required, Response, ResponseBuilder, Schema, SecurityRequirement,
    path::{HttpMethod, Operation, OperationBuilder, PathItemBuilder},
    request_body::{RequestBody, RequestBodyBuilder},
};

use super::{
    BEARER, JSON, arguments,
    component::Registry,
    examples,
    headers::{self, Name},
    operation::Scope,
    problems::{self, Told, Used},
    shapes::shape_schema,
    status, words,
};
use crate::{
    problem::ProblemKind,
    spec::{ArgumentFacts, Content, EndpointMount, EndpointSpec},
};

/// The operations of handwritten endpoints, and what they use of the shared components.
pub(super) struct Handlers {
    /// By path, in the order of the mounts.
    paths: Vec<(String, Vec<(HttpMethod, Operation)>)>,
    /// The headings and what is said of them.
    pub(super) tags: Vec<(String, String)>,
    pub(super) used: Used,
}

impl Handlers {
    /// Describes all endpoints.
    pub(super) fn new(endpoints: &[EndpointMount], scopes: &[Scope], registry: &mut Registry) -> Self {
        let mut this = Self { paths: Vec::new(), tags: Vec::new(), used: Used::default() };
        // The paths that stand in the document already, by their shape: one path has one set of names for its parameters.
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for path in scopes.iter().flat_map(|scope| [scope.path.clone(), scope.row_path.clone()]) {
            known.insert(shape_of(&path), path);
        }
        let mut ids: BTreeSet<String> = scopes.iter().flat_map(Scope::operation_ids).collect();
        for mount in endpoints {
            let path = known.entry(mount.shape()).or_insert_with(|| mount.path.clone()).clone();
            let tag = this.tag(mount, scopes);
            let id = operation_id(mount.endpoint, &mut ids);
            let operation = describe(mount, &path, &tag, id, registry, &mut this.used);
            let method = method(mount.endpoint);
            match this.paths.iter_mut().find(|(there, _)| *there == path) {
                Some((_, operations)) => operations.push((method, operation)),
                None => this.paths.push((path, vec![(method, operation)])),
            }
        }
        this
    }

    /// Adds the operations to those that are there.
    pub(super) fn add_to(self, mut paths: PathsBuilder) -> PathsBuilder {
        for (path, operations) in self.paths {
            let item = operations
                .into_iter()
                .fold(PathItemBuilder::new(), |item, (method, operation)| item.operation(method, operation));
            // The builder joins what stands under one path.
            paths = paths.path(path, item.build());
        }
        paths
    }

    fn tag(&mut self, mount: &EndpointMount, scopes: &[Scope]) -> String {
        if let Some(resource) = mount.endpoint.resource {
            let resource = resource();
            let scope = scopes.iter().find(|scope| std::ptr::eq(scope.resource, resource));
            return scope.map_or_else(|| words::capitalize(&words::humanize(resource.name)), |scope| scope.tag.clone());
        }
        let (tag, docs) = mount.group.map_or(("", ""), |group| (group.tag, group.docs));
        let tag = if tag.is_empty() { words::capitalize(&words::humanize(mount.endpoint.group)) } else { tag.to_owned() };
        if !self.tags.iter().any(|(known, _)| *known == tag) && !scopes.iter().any(|scope| scope.tag == tag) {
            self.tags.push((tag.clone(), words::sentence(docs, &tag)));
        }
        tag
    }
}

fn shape_of(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

fn method(endpoint: &EndpointSpec) -> HttpMethod {
    match endpoint.method.as_str() {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

/// `completeTask`; `hidePost` for `hide_post` of a post, which says so itself; with a number where that is taken.
fn operation_id(endpoint: &EndpointSpec, taken: &mut BTreeSet<String>) -> String {
    let (name, group) = (words::pascal(endpoint.name), words::pascal(endpoint.group));
    let own = name.get(..1).map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), &name[1..]));
    let whole = format!("{own}{group}");
    let before = name.strip_suffix(&group).or_else(|| name.strip_suffix('s')?.strip_suffix(&group));
    let says_it = !group.is_empty() && before.is_some_and(|before| !before.is_empty());
    let numbered = (2_u32..).map(|number| format!("{whole}{number}"));
    let mut names = says_it.then_some(own).into_iter().chain([whole.clone()]).chain(numbered);
    names.find(|id| taken.insert(id.clone())).unwrap_or(whole)
}

fn describe(mount: &EndpointMount, path: &str, tag: &str, id: String, registry: &mut Registry, used: &mut Used) -> Operation {
    let endpoint = mount.endpoint;
    let (summary, more) = docs(endpoint);
    let allowed = format!("Allowed for: {}.", words::policy(&endpoint.policy));
    let description = if more.is_empty() { allowed } else { format!("{more}\n\n{allowed}") };
    let mut builder = OperationBuilder::new()
        .operation_id(Some(id))
        .tag(tag)
        .summary(Some(summary))
        .description(Some(description))
        .deprecated(endpoint.deprecated.then_some(Deprecated::True))
        .request_body(request_body(endpoint, registry));
    let parameters = arguments::all(mount, path, registry);
    if !parameters.is_empty() {
        builder = builder.parameters(Some(parameters));
    }
    let (code, response) = success(endpoint, registry, used);
    builder = builder.response(code, response);
    let (told, complete) = told(endpoint, registry);
    for (status, told) in told {
        builder = builder.response(status.to_string(), problems::of_status(status, &told, used));
    }
    if !complete {
        builder = builder.response("default", problems::any(used));
    }
    if endpoint.policy.opens() {
        builder = builder.security(SecurityRequirement::default());
    }
    builder.security(SecurityRequirement::new(BEARER, std::iter::empty::<String>())).build()
}

/// The first paragraph of the documentation comment without its full stop, and the rest.
fn docs(endpoint: &EndpointSpec) -> (String, String) {
    let docs = endpoint.docs.trim();
    if docs.is_empty() {
        return (words::capitalize(&words::humanize(endpoint.name)), String::new());
    }
    let (first, rest) = docs.split_once("\n\n").unwrap_or((docs, ""));
    let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
    (first.strip_suffix('.').unwrap_or(&first).to_owned(), rest.trim().to_owned())
}

fn request_body(endpoint: &EndpointSpec, registry: &mut Registry) -> Option<RequestBody> {
    let (media_types, shape, example) = endpoint.body_with_example()?;
    let schema: Option<RefOr<Schema>> = shape.as_ref().map(|shape| shape_schema(registry, shape, &[]));
    let example = example.and_then(examples::written);
    let example = example.or_else(|| shape.as_ref().and_then(|shape| examples::shape(shape, &[], endpoint.name)));
    let body = media_types.iter().fold(RequestBodyBuilder::new(), |body, media_type| {
        body.content(*media_type, ContentBuilder::new().schema(schema.clone()).example(example.clone()).build())
    });
    Some(body.required(Some(Required::True)).build())
}

fn success(endpoint: &EndpointSpec, registry: &mut Registry, used: &mut Used) -> (String, Response) {
    let answer = &endpoint.answer;
    let otherwise = if matches!(answer.content, Content::Empty) { 204 } else { 200 };
    let code = answer.status.or(endpoint.status).unwrap_or(otherwise);
    let description = match (code, answer.content) {
        (201, _) => "Made.",
        (202, _) => "Taken; the work is still to be done.",
        (_, Content::Empty) => "Done.",
        (_, Content::Json(_)) => "The answer.",
        (_, Content::Free) => "Whatever the endpoint answers.",
    };
    let mut response = ResponseBuilder::new().description(description);
    if let Content::Json(shape) = answer.content {
        let schema = shape_schema(registry, &shape, &[]);
        let example = examples::shape(&shape, &[], endpoint.name);
        response = response.content(JSON, ContentBuilder::new().schema(Some(schema)).example(example).build());
    }
    let mut names = vec![Name::RequestId];
    if answer.location {
        names.push(Name::Location);
    }
    used.headers.extend(&names);
    (code.to_string(), headers::with(response, &names).build())
}

/// The problems that an endpoint can answer, by status, and whether these are all.
fn told(endpoint: &EndpointSpec, registry: &mut Registry) -> (BTreeMap<u16, Vec<Told>>, bool) {
    let mut all: Vec<Told> = Vec::new();
    let mut add = |kind: ProblemKind| Told::plain(kind).once(&mut all);
    // Any request can be malformed, carry a bad token or a body over the limit (needed or not), be slow, or find the server unwell.
    [
        ProblemKind::INVALID_PARAMETER,
        ProblemKind::UNAUTHENTICATED,
        ProblemKind::TIMEOUT,
        ProblemKind::BODY_TOO_LARGE,
        ProblemKind::INTERNAL,
        ProblemKind::UNAVAILABLE,
    ]
    .into_iter()
    .for_each(&mut add);
    if matches!(endpoint.answer.content, Content::Json(_)) {
        add(ProblemKind::NOT_ACCEPTABLE);
    }
    if endpoint.body().is_some() {
        [ProblemKind::MALFORMED_BODY, ProblemKind::UNSUPPORTED_MEDIA_TYPE, ProblemKind::VALIDATION]
            .into_iter()
            .for_each(&mut add);
    }
    let mut denies = status::denies(&endpoint.policy);
    endpoint.for_each_argument(&mut |argument| match argument.facts {
        ArgumentFacts::Row => {
            add(ProblemKind::NOT_FOUND);
            denies |= endpoint.resource.is_some_and(|resource| status::denies(&resource().read));
        }
        ArgumentFacts::Header(_) => add(ProblemKind::INVALID_HEADER),
        _ => {}
    });
    if denies {
        add(ProblemKind::FORBIDDEN);
    }
    let (dependencies, policies) = (endpoint.dependencies(), endpoint.asked());
    let asked = dependencies.iter().map(|made| &made.problems).chain(policies.iter().map(|policy| &policy.problems));
    let mut complete = true;
    for problems in [&endpoint.answer.problems].into_iter().chain(asked) {
        complete &= Told::collect(problems, registry, &mut all);
    }
    let mut by_status: BTreeMap<u16, Vec<Told>> = BTreeMap::new();
    for told in all {
        by_status.entry(told.kind.status.as_u16()).or_default().push(told);
    }
    (by_status, complete)
}
