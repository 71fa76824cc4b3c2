//! From the path to the endpoint, or to the other routes.

use std::{
    collections::HashMap,
    convert::Infallible,
    fmt,
    ops::Range,
    panic::AssertUnwindSafe,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use axum::{body::Body, response::Response};
use futures_util::FutureExt as _;
use http::{HeaderValue, Method, Request, StatusCode, header, request::Parts};
use http_body::Body as _;
use http_body_util::Limited;
use tower::Service as _;

use super::{
    Service, body,
    contract::{self, Exchange},
    endpoint::{Endpoint, Keys},
    handwritten::{Handwritten, Route},
    trace::Trace,
};
use crate::{
    inject::panic_message,
    problem::{Problem, ProblemKind},
    spec::{AGGREGATE_PATH, Caller, QUERY_PATH},
};

/// Everything that an app answers, as one tower service.
#[derive(Clone)]
pub(super) struct Api(Arc<Inner>);

struct Inner {
    service: Arc<Service>,
    /// By the path of the collection.
    endpoints: HashMap<Box<str>, Endpoint>,
    /// How many segments the longest key has.
    longest_key: usize,
    handwritten: Handwritten,
    extra: axum::Router,
}

/// The endpoint of a path.
struct Found<'a> {
    endpoint: &'a Endpoint,
    keys: KeyPlaces,
}

/// Where the keys stand in a path: that of the row from here to the end, and that of the row above the collection.
#[derive(Clone, Default)]
struct KeyPlaces {
    row: Option<usize>,
    above: Range<usize>,
}

impl KeyPlaces {
    fn of<'a>(&self, path: &'a str) -> Keys<'a> {
        Keys { row: self.row.and_then(|start| path.get(start..)), above: path.get(self.above.clone()).unwrap_or_default() }
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("paths", &self.0.endpoints.keys()).finish_non_exhaustive()
    }
}

impl Api {
    pub(super) fn new(
        service: Arc<Service>,
        endpoints: HashMap<Box<str>, Endpoint>,
        handwritten: Handwritten,
        extra: axum::Router,
    ) -> Self {
        let longest_key = endpoints.values().map(Endpoint::key_parts).max().unwrap_or_default();
        Self(Arc::new(Inner { service, endpoints, longest_key, handwritten, extra }))
    }
}

impl tower::Service<Request<Body>> for Api {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            let started = Instant::now();
            let (parts, body) = request.into_parts();
            let place = inner.handwritten.find(parts.uri.path());
            if let Some(route) = place.as_ref().and_then(|place| place.route(&parts.method)) {
                let parameters = place.map(|place| place.parameters).unwrap_or_default();
                return Ok(inner.handwritten(route, parameters, parts, body, started).await);
            }
            let path = parts.uri.path();
            let answers = |found: &Found<'_>| found.endpoint.answers(&parts.method, found.keys.of(path).row);
            Ok(match (place, inner.find(path)) {
                (None, None) => inner.other(parts, body, started).await,
                (Some(place), found) if !found.as_ref().is_some_and(answers) => {
                    let more = found.as_ref().map(|found| found.endpoint.methods(found.keys.of(path).row));
                    inner.no_method(&place.methods(more), &parts, body, started).await
                }
                (_, Some(Found { endpoint, keys })) => inner.generated(endpoint, keys, parts, body, started).await,
                (Some(place), None) => inner.no_method(&place.methods(None), &parts, body, started).await,
            })
        })
    }
}

impl Inner {
    /// The endpoint of a path.
    fn find(&self, path: &str) -> Option<Found<'_>> {
        self.find_resource(path).or_else(|| self.find_nested(path))
    }

    fn find_resource(&self, path: &str) -> Option<Found<'_>> {
        if let Some(endpoint) = self.endpoints.get(path) {
            return endpoint.has_collection().then_some(Found { endpoint, keys: KeyPlaces::default() });
        }
        let row = |endpoint, start| Found { endpoint, keys: KeyPlaces { row: Some(start), above: 0..0 } };
        if let Some(collection) = path.strip_suffix(QUERY_PATH).and_then(|rest| rest.strip_suffix('/'))
            && let Some(endpoint) = self.endpoints.get(collection).filter(|endpoint| endpoint.takes_queries())
        {
            return Some(row(endpoint, collection.len() + 1));
        }
        if let Some(collection) = path.strip_suffix(AGGREGATE_PATH).and_then(|rest| rest.strip_suffix('/'))
            && let Some(endpoint) = self.endpoints.get(collection).filter(|endpoint| endpoint.takes_aggregates())
        {
            return Some(row(endpoint, collection.len() + 1));
        }
        // What stands closer to the end is the more particular: first a key of one segment, under the longest path.
        let mut end = path.len();
        for parts in 1..=self.longest_key {
            let collection = path[..end].rfind('/')?;
            if collection + 1 == end {
                return None;
            }
            end = collection;
            if let Some(endpoint) = self.endpoints.get(&path[..end]).filter(|endpoint| endpoint.key_parts() == parts) {
                return endpoint.has_rows().then(|| row(endpoint, end + 1));
            }
        }
        None
    }

    /// The collection below a row, whose key is some segments.
    fn find_nested(&self, path: &str) -> Option<Found<'_>> {
        let (above, name) = path.rsplit_once('/')?;
        let mut start = above.len();
        for parts in 1..=self.longest_key {
            let collection = above[..start].rfind('/')?;
            if collection + 1 == start {
                return None;
            }
            start = collection;
            if let Some(endpoint) = self.endpoints.get(&above[..start]).filter(|endpoint| endpoint.key_parts() == parts) {
                let endpoint = endpoint.nested(name).filter(|nested| nested.has_collection())?;
                return Some(Found { endpoint, keys: KeyPlaces { row: None, above: start + 1..above.len() } });
            }
        }
        None
    }

    async fn generated(&self, endpoint: &Endpoint, keys: KeyPlaces, parts: Parts, mut body: Body, started: Instant) -> Response {
        let trace = Trace::of(&parts.headers);
        let mut caller: Option<Caller> = None;
        if endpoint.needs_scope(&parts, keys.of(parts.uri.path()).row) {
            let parts = Arc::new(parts);
            let keys = keys.of(parts.uri.path());
            let result = {
                let mut work = Box::pin(endpoint.answer_in_scope(&self.service, &parts, keys, &mut body, &mut caller));
                self.bounded(work.as_mut(), &trace).await
            };
            return self.conclude(result, &parts, body, caller.as_ref(), &trace, started).await;
        }
        let keys = keys.of(parts.uri.path());
        let result = {
            let work = pin!(endpoint.answer(&self.service, &parts, keys, &mut body, &mut caller));
            self.bounded(work, &trace).await
        };
        self.conclude(result, &parts, body, caller.as_ref(), &trace, started).await
    }

    async fn handwritten(
        &self,
        route: &Route,
        parameters: Vec<String>,
        parts: Parts,
        mut body: Body,
        started: Instant,
    ) -> Response {
        let trace = Trace::of(&parts.headers);
        let parts = Arc::new(parts);
        let mut caller: Option<Caller> = None;
        let result = {
            let work = pin!(route.answer(&self.service, &parts, parameters, &mut body, &mut caller));
            self.bounded(work, &trace).await
        };
        self.conclude(result, &parts, body, caller.as_ref(), &trace, started).await
    }

    /// Answers a method that the path does not have.
    async fn no_method(&self, methods: &str, parts: &Parts, body: Body, started: Instant) -> Response {
        let trace = Trace::of(&parts.headers);
        let allow = HeaderValue::try_from(methods).unwrap_or(HeaderValue::from_static("OPTIONS"));
        let result = if parts.method == Method::OPTIONS {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response.headers_mut().insert(header::ALLOW, allow);
            Ok(response)
        } else {
            let problem = Problem::new(ProblemKind::METHOD_NOT_ALLOWED, "The path does not have this method.");
            Err(problem.with_header(header::ALLOW, allow))
        };
        self.conclude(result, parts, body, None, &trace, started).await
    }

    /// Completes an answer, when what was not read of the body is out of the way.
    async fn conclude(
        &self,
        result: Result<Response, Problem>,
        parts: &Parts,
        mut body: Body,
        caller: Option<&Caller>,
        trace: &Trace,
        started: Instant,
    ) -> Response {
        let limits = &self.service.limits;
        let mut exchange = Exchange {
            method: &parts.method,
            path: parts.uri.path(),
            trace,
            started,
            principal: caller.and_then(Caller::subject),
            hooks: &self.service.hooks,
        };
        // A client that waits for 100 Continue has not sent anything yet, and must not be asked to.
        let unread = !body.is_end_stream() && !parts.headers.contains_key(header::EXPECT);
        if unread && !matches!(&result, Err(problem) if problem.kind() == ProblemKind::TIMEOUT) {
            let _ = tokio::time::timeout(limits.header_timeout, body::drain(&mut body, limits.body)).await;
        }
        exchange.finish(result)
    }

    async fn other(&self, parts: Parts, body: Body, started: Instant) -> Response {
        let trace = Trace::of(&parts.headers);
        let limit = self.service.limits.body;
        let (method, uri) = (parts.method.clone(), parts.uri.clone());
        let work = pin!(async {
            body::check_length(&parts.headers, limit)?;
            let request = Request::from_parts(parts, Body::new(Limited::new(body, limit)));
            let Ok(response) = self.extra.clone().call(request).await;
            Ok(response)
        });
        let result = self.bounded(work, &trace).await;
        let mut exchange =
            Exchange { method: &method, path: uri.path(), trace: &trace, started, principal: None, hooks: &self.service.hooks };
        match result {
            Ok(response) => exchange.adopt(response),
            problem => exchange.finish(problem),
        }
    }

    /// The outcome of `work`: in time and without a panic, or a problem. Pinned already, since it is large and would be copied on its way
    /// through each of the futures around it.
    async fn bounded(
        &self,
        work: Pin<&mut impl Future<Output = Result<Response, Problem>>>,
        trace: &Trace,
    ) -> Result<Response, Problem> {
        match tokio::time::timeout(self.service.limits.request_timeout, AssertUnwindSafe(work).catch_unwind()).await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => {
                contract::log_panic(panic_message(&*panic), trace);
                Err(Problem::new(
                    ProblemKind::INTERNAL,
                    "The request could not be answered; the log knows more under the trace id.",
                ))
            }
            Err(_) => Err(Problem::new(ProblemKind::TIMEOUT, "The request was not read and answered in time.")
                .with_header(header::CONNECTION, HeaderValue::from_static("close"))),
        }
    }
}
