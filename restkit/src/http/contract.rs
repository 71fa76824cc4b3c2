//! What every answer has, and the log.

use std::time::Instant;

use axum::{body::Body, response::Response};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, VARY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use http_body::Body as _;

use super::{
    FailedRequest, ProblemHooks,
    trace::{REQUEST_ID, Trace},
};
use crate::{
    inject::panic_message,
    problem::{Problem, ProblemKind},
};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
/// An answer of the API is data: nothing in it may run or be framed.
const NOTHING_RUNS: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const VARIES: HeaderValue = HeaderValue::from_static("Authorization, Accept");

/// One request on its way out.
pub(super) struct Exchange<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) trace: &'a Trace,
    pub(super) started: Instant,
    /// The subject of the caller.
    pub(super) principal: Option<&'a str>,
    pub(super) hooks: &'a ProblemHooks,
}

impl Exchange<'_> {
    /// Completes an answer of a resource.
    pub(super) fn finish(&mut self, result: Result<Response, Problem>) -> Response {
        let mut response = match result {
            Ok(mut response) => {
                // A handler may answer a problem as a response of axum.
                if let Some(problem) = response.extensions_mut().remove::<Problem>() {
                    self.complete(&mut response, problem);
                }
                response
            }
            Err(problem) => self.last_word(problem).into_response_for(self.path, self.trace.id()),
        };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, NO_STORE);
        headers.insert(VARY, VARIES);
        headers.insert(CONTENT_SECURITY_POLICY, NOTHING_RUNS);
        self.common(headers);
        self.close(response)
    }

    /// Completes an answer of another route: what it set itself stays.
    pub(super) fn adopt(&mut self, mut response: Response) -> Response {
        if let Some(problem) = response.extensions_mut().remove::<Problem>() {
            self.complete(&mut response, problem);
        } else if is_bare(&response) {
            match response.status() {
                StatusCode::NOT_FOUND => {
                    let problem = Problem::new(ProblemKind::NOT_FOUND, "There is nothing at this path.");
                    self.complete(&mut response, problem);
                }
                StatusCode::METHOD_NOT_ALLOWED if self.method == Method::OPTIONS && response.headers().contains_key(ALLOW) => {
                    *response.status_mut() = StatusCode::NO_CONTENT;
                }
                StatusCode::METHOD_NOT_ALLOWED => {
                    let problem = Problem::new(ProblemKind::METHOD_NOT_ALLOWED, "The path does not have this method.");
                    self.complete(&mut response, problem);
                }
                _ => {}
            }
        }
        let headers = response.headers_mut();
        let page = headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
        headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
        // A page needs scripts or styles; only its author knows which.
        if !page {
            headers.entry(CONTENT_SECURITY_POLICY).or_insert(NOTHING_RUNS);
        }
        self.common(headers);
        self.close(response)
    }

    /// Logs what is behind a problem, and lets the hooks of the app have their say.
    fn last_word(&self, problem: Problem) -> Problem {
        self.log_cause(&problem);
        let request = FailedRequest { method: self.method, path: self.path, trace_id: self.trace.id(), caller: self.principal };
        self.hooks.run(problem, &request)
    }

    /// Gives an answer the body of a problem and keeps its headers.
    fn complete(&self, response: &mut Response, problem: Problem) {
        let problem = self.last_word(problem);
        *response.status_mut() = problem.kind().status;
        for (name, value) in problem.headers() {
            response.headers_mut().insert(name, value.clone());
        }
        *response.body_mut() = Body::from(problem.to_json(self.path, self.trace.id()));
        response.headers_mut().remove(CONTENT_LENGTH);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    }

    fn common(&self, headers: &mut HeaderMap) {
        headers.entry(X_CONTENT_TYPE_OPTIONS).or_insert(NO_SNIFF);
        headers.entry(REFERRER_POLICY).or_insert(NO_REFERRER);
        headers.insert(REQUEST_ID, self.trace.request_id.clone());
    }

    fn close(&self, mut response: Response) -> Response {
        if self.method == Method::HEAD {
            let length = response.body().size_hint().exact().filter(|length| *length > 0);
            if let Some(length) = length {
                response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
            }
            *response.body_mut() = Body::empty();
        }
        tracing::info!(
            target: "restkit::access",
            method = self.method.as_str(),
            path = self.path,
            status = response.status().as_u16(),
            duration_us = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX),
            request_id = self.trace.request_id(),
            trace_id = self.trace.id(),
            principal = self.principal,
            "request"
        );
        response
    }

    /// Logs what is behind a problem, once, with everything behind that.
    fn log_cause(&self, problem: &Problem) {
        let Some(source) = problem.source() else { return };
        let mut cause = source.to_string();
        let mut next = source.source();
        while let Some(deeper) = next {
            cause.push_str(": ");
            cause.push_str(&deeper.to_string());
            next = deeper.source();
        }
        tracing::error!(
            cause,
            status = problem.kind().status.as_u16(),
            request_id = self.trace.request_id(),
            trace_id = self.trace.id(),
            "a request failed"
        );
    }
}

/// Whether an answer has nothing in it: axum's own 404 and 405.
fn is_bare(response: &Response) -> bool {
    response.body().size_hint().exact() == Some(0) && !response.headers().contains_key(CONTENT_TYPE)
}

/// Logs a panic of a hook.
pub(super) fn log_hook_panic(panic: &(dyn std::any::Any + Send), trace_id: &str) {
    tracing::error!(message = panic_message(panic), trace_id, "a hook for problems panicked");
}

/// Logs a panic; its place was written by the panic hook.
pub(super) fn log_panic(message: &str, trace: &Trace) {
    tracing::error!(message, request_id = trace.request_id(), trace_id = trace.id(), "a handler panicked");
}
