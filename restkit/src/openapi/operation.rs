//! Operations: what each takes, answers and leads to.

use std::collections::BTreeSet;

use serde_json::Value as JsonValue;
use utoipa::openapi::{
    Content, ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder, Schema, SecurityRequirement,
    path::{Operation as Described, OperationBuilder, Parameter},
    request_body::{RequestBody, RequestBodyBuilder},
};

use super::{
    BEARER, JSON,
    aggregate::Aggregate,
    bodies::{self, Bodies},
    component::{Registry, reference},
    headers::{self, Name},
    include, links, parameters,
    policies::Asked,
    problems::{self, Told, Used},
    queries, status, words,
};
use crate::{
    problem::ProblemKind,
    spec::{Action, ColumnSpec, EndpointMount, Generated, Mount, NestedMount, Operation, ResourceSpec},
};

const MERGE_PATCH: &str = "application/merge-patch+json";

/// A resource at its place, with the names of everything that the document says about it.
pub(super) struct Scope {
    pub(super) path: String,
    /// The path of one row.
    pub(super) row_path: String,
    pub(super) resource: &'static ResourceSpec,
    /// Its operations, but for those that handwritten endpoints have taken over.
    enabled: Vec<Operation>,
    pub(super) tag: String,
    /// Whether rows of another resource can refer to rows of this one.
    pub(super) referenced: bool,
    bodies: Bodies,
    /// The parts of the key, in the path.
    keys: Vec<Parameter>,
    list: Vec<Parameter>,
    /// What asks for related rows.
    include: Vec<Ref>,
    /// The path where queries are posted, and the name of their schema; `None` where there is none.
    pub(super) queries: Option<(String, String)>,
    /// Where groups of its rows are told of; `None` where they are not.
    pub(super) aggregate: Option<Aggregate>,
    /// What the policy functions of its operations are asked for.
    asked: Vec<Asked>,
    /// What tells its operations from those of another resource of the same name; mostly nothing.
    suffix: String,
    /// What its rows belong to, where it stands below that.
    pub(super) under: Option<NestedMount>,
}

impl Scope {
    /// All resources of an app.
    pub(super) fn all(mounts: &[Mount], endpoints: &[EndpointMount], registry: &mut Registry) -> Vec<Self> {
        let mut taken = BTreeSet::new();
        let mut all: Vec<_> = mounts.iter().map(|mount| Self::new(mount, mounts, endpoints, registry, &mut taken)).collect();
        for nested in mounts.iter().flat_map(|mount| mount.nested(mounts)) {
            if let Some(at) = mounts.iter().position(|mount| mount.path == nested.target.path) {
                let scope = Self::below(&all[at], nested, endpoints, registry, &mut taken);
                all.push(scope);
            }
        }
        all
    }

    fn new(
        mount: &Mount,
        mounts: &[Mount],
        endpoints: &[EndpointMount],
        registry: &mut Registry,
        taken: &mut BTreeSet<String>,
    ) -> Self {
        let resource = mount.resource;
        let references = |other: &ResourceSpec| other.foreign_keys().any(|key| std::ptr::eq(key.target, resource));
        let mut this = Self {
            path: mount.path.clone(),
            row_path: mount.row_path(),
            resource,
            enabled: Operation::ALL.into_iter().filter(|operation| mount.generates(*operation, endpoints)).collect(),
            tag: String::new(),
            referenced: mounts.iter().any(|mount| references(mount.resource)),
            bodies: Bodies::new(registry, resource),
            keys: resource.key_columns().map(|column| parameters::key(registry, column)).collect(),
            list: if resource.has(Operation::List) { parameters::list(registry, resource) } else { Vec::new() },
            include: include::parameters(registry, resource),
            queries: mount.generates_queries(endpoints).then(|| (mount.query_path(), queries::named(registry, resource))),
            aggregate: mount
                .generates_aggregates(endpoints)
                .then(|| Aggregate::new(registry, resource, mount.aggregate_path()))
                .flatten(),
            asked: Vec::new(),
            suffix: String::new(),
            under: None,
        };
        this.asked = this.enabled.iter().filter_map(|operation| Asked::of(resource, *operation, registry)).collect();
        this.name(taken);
        this.tag = format!("{}{}", words::capitalize(&words::humanize(this.plural())), this.suffix);
        this
    }

    /// The rows of a relation below a row; `of` is the resource of these at its own place.
    fn below(
        of: &Self,
        mount: NestedMount,
        endpoints: &[EndpointMount],
        registry: &mut Registry,
        taken: &mut BTreeSet<String>,
    ) -> Self {
        let enabled: Vec<_> = Operation::ALL.into_iter().filter(|operation| mount.generates(*operation, endpoints)).collect();
        let asked =
            enabled.iter().filter_map(|operation| Asked::below(of.resource, mount.parent, *operation, registry)).collect();
        let mut this = Self {
            path: mount.path.clone(),
            row_path: of.row_path.clone(),
            resource: of.resource,
            tag: of.tag.clone(),
            referenced: of.referenced,
            bodies: of.bodies.below(registry, of.resource, &mount.columns, mount.parent.name),
            keys: mount.parent.key_columns().map(|column| parameters::key(registry, column)).collect(),
            list: of.list.clone(),
            include: of.include.clone(),
            queries: None,
            aggregate: None,
            asked,
            suffix: String::new(),
            enabled,
            under: Some(mount),
        };
        this.name(taken);
        this
    }

    /// Takes names for its operations that no others have.
    fn name(&mut self, taken: &mut BTreeSet<String>) {
        let mut number = 1_u32;
        while self.operation_ids().any(|id| taken.contains(&id)) {
            number += 1;
            self.suffix = number.to_string();
        }
        taken.extend(self.operation_ids());
    }

    /// The name of what its rows belong to; nothing for those at their own place.
    fn above(&self) -> &'static str {
        self.under.as_ref().map_or("", |mount| mount.parent.name)
    }

    /// The last part of the path, which names the rows.
    pub(super) fn plural(&self) -> &str {
        self.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }

    /// Whether an operation is enabled.
    pub(super) fn has(&self, operation: Operation) -> bool {
        self.enabled.contains(&operation)
    }

    /// What the policy functions of an operation are asked for.
    pub(super) fn asked(&self, operation: Operation) -> Option<&Asked> {
        self.asked.iter().find(|asked| asked.operation == operation)
    }

    /// The names of all its operations, whether they are enabled or not.
    pub(super) fn operation_ids(&self) -> impl Iterator<Item = String> {
        Operation::ALL
            .into_iter()
            .map(|operation| self.operation_id(operation))
            .chain([self.query_id()])
            .chain(self.aggregate.as_ref().map(|_| self.aggregate_id()))
    }

    /// The name of the operation that takes queries.
    fn query_id(&self) -> String {
        format!("query{}{}{}", words::pascal(self.above()), words::pascal(self.plural()), self.suffix)
    }

    /// The name of the operation that tells of groups.
    pub(super) fn aggregate_id(&self) -> String {
        format!("aggregate{}{}", words::pascal(self.plural()), self.suffix)
    }

    /// The name of an operation in generated clients.
    pub(super) fn operation_id(&self, operation: Operation) -> String {
        let (above, suffix) = (words::pascal(self.above()), &self.suffix);
        let name = format!("{above}{}", words::pascal(self.resource.name));
        match operation {
            Operation::List => format!("list{above}{}{suffix}", words::pascal(self.plural())),
            Operation::Create => format!("create{name}{suffix}"),
            Operation::Get => format!("get{name}{suffix}"),
            Operation::Update => format!("update{name}{suffix}"),
            Operation::Delete => format!("delete{name}{suffix}"),
        }
    }
}

/// Describes one operation.
pub(super) fn build(scope: &Scope, operation: Operation, used: &mut Used) -> Described {
    let mut builder = OperationBuilder::new()
        .operation_id(Some(scope.operation_id(operation)))
        .tag(&scope.tag)
        .summary(Some(summary(scope, operation)))
        .description(Some(description(scope, operation)))
        .request_body(request_body(scope, operation));
    let parameters = parameters(scope, operation);
    if !parameters.is_empty() {
        builder = builder.parameters(Some(parameters));
    }
    if operation != Operation::Delete {
        builder = scope.include.iter().cloned().fold(builder, OperationBuilder::parameter_ref);
    }
    for (code, response) in successes(scope, operation) {
        builder = builder.response(code, response);
    }
    for code in status::problems(scope, operation) {
        if let Some(response) = problems::response(scope, operation, code, used) {
            builder = builder.response(code.to_string(), response);
        }
    }
    let inside = operation == Operation::Create && scope.resource.written().any(|one| one.target().hooks.is_some());
    let hooks = inside || scope.resource.hooks.is_some() && operation.action() != Action::Read;
    if hooks || scope.asked(operation).is_some_and(|asked| !asked.complete) {
        // What its hooks answer is not known, or not what its policy functions do.
        builder = builder.response("default", problems::any(used));
    }
    if open(scope.resource, operation) {
        builder = builder.security(SecurityRequirement::default());
    }
    builder.security(SecurityRequirement::new(BEARER, std::iter::empty::<String>())).build()
}

/// Describes the operation that takes queries: a list by another way.
pub(super) fn query(scope: &Scope, schema: &str, used: &mut Used) -> Described {
    let list = Operation::List;
    let docs = words::sentence(scope.resource.docs, &words::humanize(scope.resource.name));
    let allowed = words::policy(scope.resource.policy(list.action()));
    let what = "Answers a page of the rows that the caller may see and the filter describes. Who can send `QUERY` may send the same body to the \
                collection.";
    let body = RequestBodyBuilder::new()
        .content(JSON, content(reference(schema), queries::example(scope.resource)))
        .required(Some(Required::True));
    let asked = scope.asked(list);
    let mut builder = OperationBuilder::new()
        .operation_id(Some(scope.query_id()))
        .tag(&scope.tag)
        .summary(Some(format!("Query {}", words::humanize(scope.plural()))))
        .description(Some(format!("{docs}\n\n{what}\n\nAllowed for: {allowed}.")))
        .request_body(Some(body.build()));
    let parameters: Vec<Parameter> = asked.into_iter().flat_map(|asked| asked.parameters.iter().cloned()).collect();
    if !parameters.is_empty() {
        builder = builder.parameters(Some(parameters));
    }
    builder = builder.response("200", headers::with(page(scope), &[Name::RequestId]).build());
    for code in status::problems(scope, list) {
        if let Some(response) = problems::response(scope, list, code, used) {
            builder = builder.response(code.to_string(), response);
        }
    }
    // A list by its query has no body that could be of another type.
    let media_type = [Told::plain(ProblemKind::UNSUPPORTED_MEDIA_TYPE)];
    builder = builder.response("415", problems::of_status(415, &media_type, used));
    if asked.is_some_and(|asked| !asked.complete) {
        builder = builder.response("default", problems::any(used));
    }
    if open(scope.resource, list) {
        builder = builder.security(SecurityRequirement::default());
    }
    builder.security(SecurityRequirement::new(BEARER, std::iter::empty::<String>())).build()
}

/// The answer with a page.
fn page(scope: &Scope) -> ResponseBuilder {
    let response = ResponseBuilder::new().description("A page of rows.");
    match &scope.bodies.page {
        Some(name) => response.content(JSON, content(reference(name), bodies::page_example(scope.resource))),
        None => response,
    }
}

/// Whether the operation answers callers without credentials. A row that needs an owner needs somebody to own it, whatever the policy.
pub(super) fn open(resource: &ResourceSpec, operation: Operation) -> bool {
    let needs_owner = |c: &ColumnSpec| c.generated == Generated::Owner && !c.data_type.nullable;
    let owned = operation == Operation::Create && resource.columns.iter().any(needs_owner);
    resource.policy(operation.action()).opens() && !owned
}

fn summary(scope: &Scope, operation: Operation) -> String {
    let noun = words::a(&words::humanize(scope.resource.name));
    let above =
        scope.under.as_ref().map_or(String::new(), |mount| format!(" of {}", words::a(&words::humanize(mount.parent.name))));
    match operation {
        Operation::List => format!("List {}{above}", words::humanize(scope.plural())),
        Operation::Create => format!("Create {noun}{above}"),
        Operation::Get => format!("Get {noun}"),
        Operation::Update => format!("Update {noun}"),
        Operation::Delete => format!("Delete {noun}"),
    }
}

fn description(scope: &Scope, operation: Operation) -> String {
    let docs = words::sentence(scope.resource.docs, &words::humanize(scope.resource.name));
    let allowed = words::policy(scope.resource.policy(operation.action()));
    let what = match operation {
        Operation::List => "Answers a page of the rows that the caller may see.",
        Operation::Create => "Makes a row and answers it.",
        Operation::Get => "Answers one row.",
        Operation::Update => "Changes the members that the body holds and answers the row.",
        Operation::Delete => "Removes one row.",
    };
    let below = scope.under.as_ref().map_or(String::new(), |mount| {
        let rows = if operation == Operation::Create { "It belongs" } else { "They belong" };
        let above = words::a(&words::humanize(mount.parent.name));
        format!(" {rows} to {above} that the caller may see, which the path names.")
    });
    format!("{docs}\n\n{what}{below}\n\nAllowed for: {allowed}.")
}

fn parameters(scope: &Scope, operation: Operation) -> Vec<Parameter> {
    let mut all = if operation.on_row() || scope.under.is_some() { scope.keys.clone() } else { Vec::new() };
    match operation {
        Operation::List => all.extend(scope.list.iter().cloned()),
        Operation::Create => {}
        Operation::Get => {
            all.extend(parameters::fields(scope.resource));
            all.push(parameters::if_none_match());
        }
        Operation::Update => all.extend([parameters::if_match(), parameters::prefer()]),
        Operation::Delete => all.push(parameters::if_match()),
    }
    all.extend(scope.asked(operation).into_iter().flat_map(|asked| asked.parameters.iter().cloned()));
    all
}

fn content(schema: impl Into<RefOr<Schema>>, example: Option<JsonValue>) -> Content {
    ContentBuilder::new().schema(Some(schema)).example(example).build()
}

fn request_body(scope: &Scope, operation: Operation) -> Option<RequestBody> {
    let (schema, example, media_types): (_, _, &[&str]) = match operation {
        Operation::Create => (
            scope.bodies.create.as_ref()?,
            bodies::create_example(scope.resource, scope.under.as_ref().map_or(&[], |mount| &mount.columns)),
            &[JSON],
        ),
        Operation::Update => (scope.bodies.patch.as_ref()?, bodies::patch_example(scope.resource), &[MERGE_PATCH, JSON]),
        Operation::List | Operation::Get | Operation::Delete => return None,
    };
    let body = media_types.iter().fold(RequestBodyBuilder::new(), |body, media_type| {
        body.content(*media_type, content(reference(schema), example.clone()))
    });
    Some(body.required(Some(Required::True)).build())
}

fn successes(scope: &Scope, operation: Operation) -> Vec<(&'static str, Response)> {
    const ROW: [Operation; 3] = [Operation::Get, Operation::Update, Operation::Delete];
    let resource = scope.resource;
    let plain = |description: &str| ResponseBuilder::new().description(description);
    let row = |description: &str| match &scope.bodies.row {
        Some(name) => plain(description).content(JSON, content(reference(name), bodies::row_example(resource))),
        None => plain(description),
    };
    let one = || match &scope.bodies.row {
        Some(name) => {
            let schema = bodies::whole_or_part(name, scope.bodies.part.as_deref());
            plain("The row.").content(JSON, content(schema, bodies::row_example(resource)))
        }
        None => plain("The row."),
    };
    let finish =
        |response: ResponseBuilder, names: &[Name]| headers::with(headers::with(response, names), &[Name::RequestId]).build();
    match operation {
        Operation::List => {
            // A page may be empty, so nothing in it leads on for certain.
            vec![("200", finish(page(scope), &[Name::Link]))]
        }
        Operation::Create => {
            vec![("201", finish(links::to_row(row("The new row."), scope, &ROW, false), &[Name::Location, Name::Etag]))]
        }
        Operation::Get => vec![
            // The answer may not hold the key.
            ("200", finish(links::to_row(one(), scope, &ROW[1..], true), &[Name::Etag])),
            ("304", finish(plain("The client has this version: nothing is sent."), &[Name::Etag])),
        ],
        Operation::Update => vec![
            ("200", finish(links::to_row(row("The row as it is now."), scope, &ROW, false), &[Name::Etag])),
            ("204", finish(plain("Changed; the client asked for no row."), &[Name::Etag, Name::PreferenceApplied])),
        ],
        Operation::Delete => vec![("204", finish(plain("Removed."), &[]))],
    }
}
