//! From requests to operations and back.
//!
//! [`router`] makes one axum router of all resources and of whatever else is to be served next to them. Requests for resources are
//! dispatched by a table of paths, so that a further resource adds a row to it and no code; everything else goes to the other routes.
//! One layer around both sees to what every answer has: ids, limits, problems, headers, the log.
//!
//! Order of work: size and time limits → authenticate → static part of the policy → media type → parse and validate → statement →
//! commit → answer.
//!
//! Invariants:
//! - Every error of a resource is `application/problem+json`, completed with `instance` and `trace_id` in one place.
//! - Nothing of the request is read before the caller may try the action, but the size that it announces.
//! - The log holds no token, no query and no body.

mod aggregate;
mod body;
mod conditional;
mod contract;
mod dispatch;
mod endpoint;
mod handwritten;
mod hooks;
mod list;
mod negotiation;
mod nested;
mod row;
mod scopes;
mod server;
mod stream;
#[cfg(test)]
mod tests;
mod trace;
mod writes;

use std::{collections::HashMap, sync::Arc, time::Duration};

pub use hooks::{FailedRequest, ProblemHooks};
pub use server::serve;

use crate::{
    auth::Verifier,
    inject::{Handler, Shared},
    input,
    query::CursorKey,
    spec::{
        AGGREGATE_PATH, ColumnSpec, EndpointMount, Filter, Kind, Mount, Operation, RESERVED_PARAMETERS, ResourceSpec, filters,
    },
};

/// Limits on what a client can grow.
///
/// ```
/// use std::time::Duration;
/// use restkit::http::Limits;
///
/// let limits = Limits { request_timeout: Duration::from_secs(5), ..Limits::default() };
/// assert_eq!(limits.body, 1 << 20);
/// ```
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a body; 1 MiB.
    pub body: usize,
    /// From the head of a request to the start of its answer, and then for as long as the client takes nothing of it; 30 s.
    pub request_timeout: Duration,
    /// For the head of a request, the wait for it on an idle connection included; 10 s.
    pub header_timeout: Duration,
    /// Connections open at a time; 10,000. Further ones wait until one is closed.
    pub connections: usize,
    /// For requests in flight when the server stops; 30 s.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            request_timeout: Duration::from_secs(30),
            header_timeout: Duration::from_secs(10),
            connections: 10_000,
            drain_timeout: Duration::from_secs(30),
        }
    }
}

/// What the endpoints of an app share.
#[derive(Debug)]
pub struct Service {
    /// The database, and what else handlers take.
    pub shared: Arc<Shared>,
    /// Whether lists and reads by key of generated endpoints go to the replica.
    pub reads_from_replica: bool,
    /// Checks tokens.
    pub verifier: Verifier,
    /// Seals cursors.
    pub cursors: CursorKey,
    /// Limits on requests.
    pub limits: Limits,
    /// What is done with problems.
    pub hooks: ProblemHooks,
}

/// Resources that cannot be served together, or one that cannot be served at all: a sentence for each fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the resources cannot be served:\n{}", .0.join("\n"))]
pub struct MountError(pub Vec<String>);

/// The router of all generated endpoints, of handwritten ones and of `extra`, with the layer that makes every answer keep the contract: request id, trace,
/// limits, panics, security headers, problems.
///
/// A path that nobody answers is a 404 problem, a method that a path does not have a 405 problem with `Allow`. Answers of `extra` stay as
/// they are, but for headers that they do not set themselves, for problems, and for axum's own empty 404 and 405.
///
/// # Errors
/// When two resources share a path or a table, when a filter is called like a parameter of every list, or when a pattern is no regular
/// expression.
pub fn router(
    service: Arc<Service>,
    mounts: &[Mount],
    handlers: Vec<(EndpointMount, Handler)>,
    extra: axum::Router,
) -> Result<axum::Router, MountError> {
    let mut faults = faults(mounts);
    let written: Vec<EndpointMount> = handlers.iter().map(|(mount, _)| mount.clone()).collect();
    let endpoints = mounts
        .iter()
        .map(|mount| (mount.path.as_str().into(), endpoint::Endpoint::new(&service, mount, mounts, &written)))
        .collect::<HashMap<Box<str>, _>>();
    let handwritten = handwritten::Handwritten::new(handlers, &mut faults);
    if !faults.is_empty() {
        return Err(MountError(faults));
    }
    let api = dispatch::Api::new(service, endpoints, handwritten, extra);
    Ok(axum::Router::new().fallback_service(api))
}

fn faults(mounts: &[Mount]) -> Vec<String> {
    let mut faults = Vec::new();
    for (index, mount) in mounts.iter().enumerate() {
        let resource = mount.resource;
        let parts = mount.path.strip_prefix('/').map(|path| path.split('/').all(|part| !part.is_empty()));
        if parts != Some(true) {
            faults.push(format!("the path {:?} of {} is not of the form `/part/part`", mount.path, resource.name));
        }
        for earlier in &mounts[..index] {
            let both = format!("{} and {}", earlier.resource.name, resource.name);
            if earlier.path == mount.path {
                faults.push(format!("{both} are both mounted at {}", mount.path));
            }
            for (one, other) in [(earlier, mount), (mount, earlier)] {
                if one.resource.has(Operation::List) && one.query_path() == other.path {
                    faults.push(format!(
                        "{} is mounted at {}, where queries for the lists of {} are posted",
                        other.resource.name, other.path, one.resource.name
                    ));
                }
            }
            for (one, other) in [(earlier, mount), (mount, earlier)] {
                if one.resource.aggregate.is_some() && one.aggregate_path() == other.path {
                    faults.push(format!(
                        "{} is mounted at {}, where groups of {} are told of",
                        other.resource.name, other.path, one.resource.name
                    ));
                }
            }
            if earlier.resource.shares_table(resource) {
                faults.push(format!("{both} are both stored in the table {}", resource.table_name()));
            }
        }
        if resource.aggregate.is_some() && resource.may_have_key(AGGREGATE_PATH) {
            faults.push(format!(
                "{}: a row may have the key `{AGGREGATE_PATH}`, and `{}` tells of groups: take `aggregate` away, or rule the word out by the type of the key",
                resource.name,
                mount.aggregate_path()
            ));
        }
        if resource.has(Operation::List) {
            faults.extend(filters_alike(resource));
        }
        let opaque = |column: &&ColumnSpec| column.filter && column.data_type.kind == Kind::Json && column.insides().is_empty();
        faults.extend(resource.columns.iter().filter(opaque).map(|column| {
            format!(
                "{}.{} has `filter`, and nothing in it can be looked for: lists of texts, numbers and truth values can, and objects",
                resource.name, column.field
            )
        }));
        faults.extend(input::prepare(resource).err());
    }
    faults
}

/// Filters whose names cannot be told from those of others, or of what every list takes.
fn filters_alike(resource: &ResourceSpec) -> Vec<String> {
    let filters = filters(resource);
    let fault = |(at, filter): (usize, &Filter)| {
        let of = |filter: &Filter| match filter.by {
            Some(by) => format!("{}.{}", resource.name, by.relation.name),
            None => format!("{}.{}", resource.name, filter.spec(resource).map_or("", |column| column.field)),
        };
        if RESERVED_PARAMETERS.contains(&filter.name.as_str()) {
            return Some(format!("{}: no filter can be called `{}`, a parameter of every list", of(filter), filter.name));
        }
        let other = filters[..at].iter().find(|other| other.name == filter.name)?;
        Some(format!("{} and {} both have a filter `{}`", of(other), of(filter), filter.name))
    };
    filters.iter().enumerate().filter_map(fault).collect()
}
