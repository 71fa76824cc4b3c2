//! What every answer holds: one middleware around all routes.

use axum::{
    body::Body,
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::{REQUEST_TIMEOUT, problem::Problem};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The headers that are the same in every answer.
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::VARY, HeaderValue::from_static("authorization, accept")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// Bounds the time of a request, writes problems, and sets the headers that every answer has.
pub(super) async fn keep(request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let uri = request.uri().clone();
    let answer = tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await;
    let mut response = answer.unwrap_or_else(|_| Problem::timeout().into_response());
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        *response.body_mut() = Body::from(problem.to_json(uri.path(), id.to_str().unwrap_or_default()));
    }
    let headers = response.headers_mut();
    headers.extend(HEADERS);
    headers.insert(REQUEST_ID, id);
    response
}

/// The client's id when it is sane, else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let sane = |id: &&HeaderValue| id.len() <= 128 && !id.is_empty() && id.as_bytes().iter().all(u8::is_ascii_graphic);
    if let Some(id) = headers.get(REQUEST_ID).filter(sane) {
        return id.clone();
    }
    let mut buffer = Uuid::encode_buffer();
    let id = Uuid::now_v7().hyphenated().encode_lower(&mut buffer);
    HeaderValue::from_str(id).unwrap_or_else(|_| HeaderValue::from_static("-"))
}

/// A request whose client takes JSON, and the condition that it names.
pub(super) struct Negotiated {
    pub if_none_match: Option<HeaderValue>,
}

impl<S: Sync> FromRequestParts<S> for Negotiated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if !parts.headers.get(header::ACCEPT).is_none_or(admits_json) {
            return Err(Problem::not_acceptable());
        }
        Ok(Self { if_none_match: parts.headers.get(header::IF_NONE_MATCH).cloned() })
    }
}

fn admits_json(accept: &HeaderValue) -> bool {
    let takes =
        |range: &str| matches!(range.split(';').next().map(str::trim), Some("*/*" | "application/*" | "application/json"));
    accept.to_str().is_ok_and(|accept| accept.split(',').any(takes))
}

/// The answer to a panic.
pub(super) fn on_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::internal().into_response()
}
