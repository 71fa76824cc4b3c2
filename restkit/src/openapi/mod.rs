//! The OpenAPI 3.1 document from descriptors.
//!
//! Everything here reads [`crate::spec`] and writes the builder types of utoipa; nothing is generic over resources.
//!
//! Invariants:
//! - The document is a function of its input: the same app gives the same bytes.
//! - A schema accepts what the `input` module accepts, no more and no less, as far as JSON Schema can say it; both take their
//!   patterns from [`crate::spec::pattern`]. What it cannot say (functions of the user's) stands in words.
//! - An operation lists every status that it can answer.
//! - Every example is valid: it is made from the constraints and checked against them, or left out.

mod aggregate;
mod arguments;
mod bodies;
mod component;
pub(crate) mod examples;
mod facets;
mod filters;
mod handlers;
mod headers;
mod include;
mod kinds;
mod links;
mod objects;
mod operation;
mod parameters;
mod policies;
mod problems;
mod queries;
mod sample;
mod search;
mod shapes;
mod status;
mod values;
mod words;

use utoipa::openapi::{
    Components, Contact, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Server,
    path::{HttpMethod, PathItem, PathItemBuilder},
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    tag::TagBuilder,
};

use self::{component::Registry, handlers::Handlers, operation::Scope, problems::Used};
use crate::spec::{ApiInfo, EndpointMount, Mount, Operation};

/// The media type of bodies and answers.
const JSON: &str = "application/json";

/// The name of the one security scheme.
const BEARER: &str = "bearer";

/// The OpenAPI 3.1 document of the generated and the handwritten endpoints.
///
/// `mounts` are all resources of the app: which of them refer to each other decides which conflicts a removal can meet.
///
/// ```
/// let info = restkit::ApiInfo::new("Todo", "1.0.0");
/// let document = restkit::openapi::document(&info, &[], &[]);
/// assert!(document.to_json().unwrap().starts_with(r#"{"openapi":"3.1.0""#));
/// ```
pub fn document(info: &ApiInfo, mounts: &[Mount], endpoints: &[EndpointMount]) -> OpenApi {
    let mut registry = Registry::new();
    let scopes = Scope::all(mounts, endpoints, &mut registry);
    let mut handlers = Handlers::new(endpoints, &scopes, &mut registry);
    let (mut used, own_tags) = (std::mem::take(&mut handlers.used), std::mem::take(&mut handlers.tags));
    let paths = handlers.add_to(paths(&scopes, &mut used)).build();
    let tags: Vec<_> = scopes
        .iter()
        .filter(|scope| scope.under.is_none())
        .map(|scope| (scope.tag.clone(), words::sentence(scope.resource.docs, &scope.tag)))
        .chain(own_tags)
        .map(|(name, docs)| TagBuilder::new().name(name).description(Some(docs)).build())
        .collect();
    OpenApiBuilder::new()
        .info(self::info(info))
        .servers(Some(servers(info)))
        .paths(paths)
        .components(Some(components(registry, &scopes, &used)))
        .tags(Some(tags))
        .build()
}

fn info(info: &ApiInfo) -> InfoBuilder {
    let description = if info.description.is_empty() { format!("The API of {}.", info.title) } else { info.description.clone() };
    // An API without a contact is not taken for a finished one, so at least its own name stands there.
    let given = info.contact.clone().unwrap_or_default();
    let mut contact = Contact::new();
    contact.name = given.name.or_else(|| Some(info.title.clone()));
    contact.url = given.url;
    contact.email = given.email;
    let license = info.license.as_ref().map(|license| {
        LicenseBuilder::new().name(&license.name).identifier(license.identifier.clone()).url(license.url.clone()).build()
    });
    InfoBuilder::new()
        .title(&info.title)
        .version(&info.version)
        .description(Some(description))
        .contact(Some(contact))
        .license(license)
}

fn servers(info: &ApiInfo) -> Vec<Server> {
    if info.servers.is_empty() { vec![Server::new("/")] } else { info.servers.iter().map(Server::new).collect() }
}

fn paths(scopes: &[Scope], used: &mut Used) -> PathsBuilder {
    let mut paths = PathsBuilder::new();
    for scope in scopes {
        let collection = item(scope, &[(Operation::List, HttpMethod::Get), (Operation::Create, HttpMethod::Post)], used);
        let row = item(
            scope,
            &[(Operation::Get, HttpMethod::Get), (Operation::Update, HttpMethod::Patch), (Operation::Delete, HttpMethod::Delete)],
            used,
        );
        for (path, item) in [(scope.path.clone(), collection), (scope.row_path.clone(), row)] {
            if let Some(item) = item {
                paths = paths.path(path, item);
            }
        }
        if let Some((path, schema)) = &scope.queries {
            let operation = operation::query(scope, schema, used);
            paths = paths.path(path, PathItemBuilder::new().operation(HttpMethod::Post, operation).build());
        }
        if let Some(aggregate) = &scope.aggregate {
            let operation = aggregate.describe(scope, used);
            paths = paths.path(&aggregate.path, PathItemBuilder::new().operation(HttpMethod::Get, operation).build());
        }
    }
    paths
}

fn item(scope: &Scope, methods: &[(Operation, HttpMethod)], used: &mut Used) -> Option<PathItem> {
    let mut enabled = methods.iter().filter(|(operation, _)| scope.has(*operation)).peekable();
    enabled.peek()?;
    let builder = enabled.fold(PathItemBuilder::new(), |builder, (operation, method)| {
        builder.operation(method.clone(), operation::build(scope, *operation, used))
    });
    Some(builder.build())
}

fn components(registry: Registry, scopes: &[Scope], used: &Used) -> Components {
    let mut components = registry.into_components();
    problems::add(&mut components, used);
    headers::add(&mut components, scopes, used);
    components.add_security_scheme(
        BEARER,
        SecurityScheme::Http(
            HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .bearer_format("JWT")
                .description(Some("A signed JSON Web Token (RFC 7519) in the header `Authorization: Bearer <token>`."))
                .build(),
        ),
    );
    components
}

#[cfg(test)]
mod tests;
