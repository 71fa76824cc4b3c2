//! The endpoints of one resource.

use std::sync::Arc;

use axum::{body::Body, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use percent_encoding::percent_decode_str;

use super::{Service, body, negotiation, nested::Under, scopes};
use crate::{
    inject::{Incoming, Scope},
    input::{self, ListReader},
    problem::{Problem, ProblemKind},
    resource::{self, Access, Operations},
    spec::{AGGREGATE_PATH, Caller, EndpointMount, KeyValues, Mount, Operation, QUERY_PATH, relation::policies_read},
};

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// How many headers an answer has at most, so that their map grows once.
const HEADERS: usize = 14;

/// The methods of a collection.
const COLLECTION: [(Operation, &str); 2] = [(Operation::List, "GET, HEAD, QUERY"), (Operation::Create, "POST")];

/// The methods of the path that takes queries: those of a row with this key, and its own.
const QUERIES: [(Operation, &str); 4] =
    [(Operation::List, "POST"), (Operation::Get, "GET, HEAD"), (Operation::Update, "PATCH"), (Operation::Delete, "DELETE")];

/// A resource at its place.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) path: String,
    /// How many segments of a path are the key of a row.
    key_parts: usize,
    pub(super) operations: Operations,
    /// Those that read from the replica, where the app says so.
    reads: Option<Operations>,
    /// What reads the queries of its lists.
    pub(super) lists: ListReader,
    /// What it answers: the operations of the resource, but for those that handwritten endpoints have taken over.
    pub(super) enabled: Vec<Operation>,
    /// The operations that are answered in a scope, and the names of the query that is read there.
    pub(super) scoped: Vec<(Operation, Vec<&'static str>)>,
    /// The names of the query that policy functions of related resources read; `None` when there are no such functions.
    pub(super) related: Option<Vec<&'static str>>,
    /// Whether such functions say of which rows its columns are computed.
    pub(super) gathers_asked: bool,
    /// The methods of the collection; `None` when it has none.
    pub(super) collection: Option<HeaderValue>,
    /// The methods of a row; `None` when it has none.
    rows: Option<HeaderValue>,
    /// Whether groups of its rows are told of.
    aggregates: bool,
    /// The methods of the path that takes queries, which may be that of a row as well; `None` where it takes none.
    queries: Option<HeaderValue>,
    /// What its rows belong to, where it stands below that.
    pub(super) under: Option<Under>,
    /// Those below its rows, by the names of their relations.
    nested: Vec<(&'static str, Self)>,
}

impl Endpoint {
    pub(super) fn new(service: &Service, mount: &Mount, mounts: &[Mount], written: &[EndpointMount]) -> Self {
        let enabled = Operation::ALL.into_iter().filter(|operation| mount.generates(*operation, written)).collect();
        let nested =
            mount.nested(mounts).into_iter().map(|nested| (nested.relation.name, Self::below(service, &nested, written)));
        Self { nested: nested.collect(), ..Self::of(service, mount, enabled, written) }
    }

    /// The endpoint of these operations.
    pub(super) fn of(service: &Service, mount: &Mount, enabled: Vec<Operation>, written: &[EndpointMount]) -> Self {
        let allow = |methods: &[_]| allow(&enabled, methods);
        Self {
            path: mount.path.clone(),
            key_parts: mount.resource.keys.len(),
            lists: ListReader::new(mount.resource),
            operations: Operations::new(service.shared.db.clone(), mount.resource),
            reads: service.reads_from_replica.then(|| Operations::new(service.shared.db.replica(), mount.resource)),
            collection: allow(&COLLECTION),
            rows: allow(&[(Operation::Get, "GET, HEAD"), (Operation::Update, "PATCH"), (Operation::Delete, "DELETE")]),
            queries: mount
                .generates_queries(written)
                .then(|| allow(if mount.resource.may_have_key(QUERY_PATH) { &QUERIES } else { &QUERIES[..1] }))
                .flatten(),
            scoped: enabled.iter().filter_map(|operation| scopes::scoped(mount.resource, *operation)).collect(),
            aggregates: mount.generates_aggregates(written),
            related: policies_read(mount.resource),
            gathers_asked: scopes::gathers_asked(mount.resource),
            under: None,
            nested: Vec::new(),
            enabled,
        }
    }

    /// The endpoint of a relation below its rows.
    pub(super) fn nested(&self, name: &str) -> Option<&Self> {
        self.nested.iter().find(|(known, _)| *known == name).map(|(_, nested)| nested)
    }

    /// Whether the path of the collection has any method.
    pub(super) const fn has_collection(&self) -> bool {
        self.collection.is_some()
    }

    /// Whether the paths of rows have any method.
    pub(super) const fn has_rows(&self) -> bool {
        self.rows.is_some()
    }

    /// Whether queries can be posted.
    pub(super) const fn takes_queries(&self) -> bool {
        self.queries.is_some()
    }

    /// Whether groups of its rows are told of.
    pub(super) const fn takes_aggregates(&self) -> bool {
        self.aggregates
    }

    /// How many segments the key of a row has.
    pub(super) const fn key_parts(&self) -> usize {
        self.key_parts
    }

    /// Whether it answers this method.
    pub(super) fn answers(&self, method: &Method, key: Option<&str>) -> bool {
        self.operation(method, key).is_some()
    }

    /// The methods that it answers, as `Allow` lists them.
    pub(super) fn methods(&self, key: Option<&str>) -> &str {
        self.allow(key).and_then(|allow| allow.to_str().ok()).unwrap_or_default()
    }

    fn allow(&self, key: Option<&str>) -> Option<&HeaderValue> {
        match key {
            None => self.collection.as_ref(),
            Some(AGGREGATE_PATH) if self.aggregates => Some(&super::aggregate::METHODS),
            Some(QUERY_PATH) => self.queries.as_ref().or(self.rows.as_ref()),
            Some(_) => self.rows.as_ref(),
        }
    }

    /// Answers a request for the collection, or for the row with this key, a segment of the path for each part. `caller` is set as soon as it
    /// is known.
    pub(super) async fn answer(
        &self,
        service: &Service,
        parts: &Parts,
        keys: Keys<'_>,
        body: &mut Body,
        caller: &mut Option<Caller>,
    ) -> Result<Response, Problem> {
        let Some(operation) = self.operation(&parts.method, keys.row) else { return self.no_operation(&parts.method, keys.row) };
        body::check_length(&parts.headers, service.limits.body)?;
        let caller = caller.insert(service.verifier.authenticate(&parts.headers)?);
        let access = self.operations.access(caller, operation.action())?;
        let query = input::without_parameters(parts.uri.query(), &self.read_in_scope(operation));
        let request = Request { service, parts, query: query.as_deref(), key: keys.row.unwrap_or_default(), above: keys.above };
        self.perform(operation, &request, access, body).await
    }

    /// As [`Endpoint::answer`], in a scope, for what policy functions and hooks need of the request.
    pub(super) async fn answer_in_scope(
        &self,
        service: &Service,
        parts: &Arc<Parts>,
        keys: Keys<'_>,
        body: &mut Body,
        caller: &mut Option<Caller>,
    ) -> Result<Response, Problem> {
        let Some(operation) = self.operation(&parts.method, keys.row) else { return self.no_operation(&parts.method, keys.row) };
        body::check_length(&parts.headers, service.limits.body)?;
        let caller = caller.insert(service.verifier.authenticate(&parts.headers)?);
        let incoming = Arc::new(Incoming::new(Arc::clone(parts), Vec::new(), Vec::new()));
        let scope = Scope::begin(&service.shared, None, &incoming, caller.clone());
        let outcome = async {
            let access = self.operations.access_in(&scope, operation.action()).await?;
            let query = input::without_parameters(parts.uri.query(), &self.read_in_scope(operation));
            let (key, above) = (keys.row.unwrap_or_default(), keys.above);
            let request = Request { service, parts, query: query.as_deref(), key, above };
            self.perform(operation, &request, access, body).await
        };
        let outcome = outcome.await;
        scope.conclude(outcome).await
    }

    /// Answers a method that the path does not have.
    fn no_operation(&self, method: &Method, key: Option<&str>) -> Result<Response, Problem> {
        let allow = self.allow(key).cloned().unwrap_or(HeaderValue::from_static("OPTIONS"));
        if *method == Method::OPTIONS {
            let response = with_header(answer(StatusCode::NO_CONTENT, Body::empty()), header::ALLOW, allow);
            let patches = self.answers(&Method::PATCH, key);
            if key.is_none() && self.under.is_none() && self.enabled.contains(&Operation::List) {
                return Ok(with_header(response, negotiation::ACCEPT_QUERY_NAME, negotiation::ACCEPT_QUERY));
            }
            return Ok(if patches {
                with_header(response, negotiation::ACCEPT_PATCH_NAME, negotiation::ACCEPT_PATCH)
            } else {
                response
            });
        }
        let problem = Problem::new(ProblemKind::METHOD_NOT_ALLOWED, "The path does not have this method.");
        Err(problem.with_header(header::ALLOW, allow))
    }

    async fn perform(
        &self,
        operation: Operation,
        request: &Request<'_>,
        access: Access<'_>,
        body: &mut Body,
    ) -> Result<Response, Problem> {
        match operation {
            Operation::List if self.aggregates && request.key == AGGREGATE_PATH => self.aggregate(request, access).await,
            Operation::List if matches!(request.parts.method, Method::GET | Method::HEAD) => self.list(request, access).await,
            Operation::List => self.query(request, access, body).await,
            Operation::Get => self.get(request, access).await,
            write => {
                let gathers = self.operations.gathers();
                let access = &if gathers { self.operations.gathering(access).await? } else { access };
                match write {
                    Operation::Create => self.create(request, access, body).await,
                    Operation::Update => self.update(request, access, body).await,
                    _ => self.delete(request, access).await,
                }
            }
        }
    }

    pub(super) fn operation(&self, method: &Method, key: Option<&str>) -> Option<Operation> {
        let operation = match (method, key) {
            (&Method::GET | &Method::HEAD, Some(AGGREGATE_PATH)) if self.aggregates => Operation::List,
            (_, Some(AGGREGATE_PATH)) if self.aggregates => return None,
            (&Method::GET | &Method::HEAD, None) => Operation::List,
            (&Method::POST, None) => Operation::Create,
            (&Method::POST, Some(QUERY_PATH)) if self.takes_queries() => Operation::List,
            (_, Some(QUERY_PATH)) if self.takes_queries() && !self.operations.resource().may_have_key(QUERY_PATH) => return None,
            (&Method::GET | &Method::HEAD, Some(_)) => Operation::Get,
            (&Method::PATCH, Some(_)) => Operation::Update,
            (&Method::DELETE, Some(_)) => Operation::Delete,
            (method, None) if method.as_str() == "QUERY" && self.under.is_none() => Operation::List,
            _ => return None,
        };
        self.enabled.contains(&operation).then_some(operation)
    }

    /// What reads for this request: who asks for no stored answer, or for one version, wants to see what was written last.
    pub(super) fn reads(&self, headers: &HeaderMap) -> &Operations {
        let newest = headers.contains_key(header::IF_MATCH) || negotiation::wants_newest(headers);
        self.reads.as_ref().filter(|_| !newest).unwrap_or(&self.operations)
    }

    /// The key in a path, a segment for each part. What cannot be a key is that of no row; of each key there is one spelling, but for the case
    /// of a UUID.
    pub(super) fn key(&self, segments: &str) -> Result<KeyValues, Problem> {
        let decoded = segments.split('/').map(|segment| percent_decode_str(segment).decode_utf8().ok());
        input::key(self.operations.resource(), decoded).ok_or_else(resource::not_found)
    }
}

/// The methods of those operations that are enabled, as `Allow` lists them; `None` where none is.
pub(super) fn allow(enabled: &[Operation], methods: &[(Operation, &str)]) -> Option<HeaderValue> {
    let mut allow = String::new();
    for (_, method) in methods.iter().filter(|(operation, _)| enabled.contains(operation)) {
        allow.push_str(method);
        allow.push_str(", ");
    }
    if allow.is_empty() { None } else { HeaderValue::try_from(allow + "OPTIONS").ok() }
}

/// What the endpoints need of a request besides its body.
pub(super) struct Request<'a> {
    pub(super) service: &'a Service,
    pub(super) parts: &'a Parts,
    /// The query without what is read in a scope.
    pub(super) query: Option<&'a str>,
    /// The key in the path as it came; empty for the collection.
    pub(super) key: &'a str,
    /// That of the row above; empty where there is none.
    pub(super) above: &'a str,
}

/// The keys in a path as they came, a segment for each part.
#[derive(Clone, Copy, Default)]
pub(super) struct Keys<'a> {
    /// That of the row; `None` for the collection.
    pub(super) row: Option<&'a str>,
    /// That of the row above the collection; empty where there is none.
    pub(super) above: &'a str,
}

pub(super) fn answer(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = HeaderMap::with_capacity(HEADERS);
    response
}

pub(super) fn with_header(mut response: Response, name: header::HeaderName, value: HeaderValue) -> Response {
    response.headers_mut().insert(name, value);
    response
}
