//! What a handler answers.

use axum::{body::Body, response::Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    problem::{ApiError, Problem, ProblemKind, Problems},
    spec::{AnswerFacts, Content, EndpointSpec, Output},
};

/// A type that a handler can answer with.
///
/// Every [`Output`] is one, and is answered as JSON; so are [`Created`], [`NoContent`], `()`, any [`Response`](axum::response::Response), and a
/// `Result` of each with an [`ApiError`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a handler can answer",
    label = "not an answer",
    note = "handlers answer what derives `Output`, resources, scalars, lists and maps of such, `Created<T>`, `NoContent`, an axum `Response`, or a `Result` of one of them"
)]
pub trait Answer: Sized {
    /// What the document says of it.
    const FACTS: AnswerFacts;

    /// The response.
    ///
    /// # Errors
    /// The problem that it is.
    fn into_response(self, endpoint: &EndpointSpec) -> Result<Response, Problem>;
}

fn status(endpoint: &EndpointSpec, otherwise: StatusCode) -> StatusCode {
    endpoint.status.and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(otherwise)
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn json(status: StatusCode, json: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(json));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

impl<T: Output> Answer for T {
    const FACTS: AnswerFacts = AnswerFacts::json(T::SHAPE);

    fn into_response(self, endpoint: &EndpointSpec) -> Result<Response, Problem> {
        let mut body = Vec::with_capacity(256);
        self.write(&mut body);
        Ok(json(status(endpoint, StatusCode::OK), body))
    }
}

/// 204 without a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoContent;

impl Answer for NoContent {
    const FACTS: AnswerFacts =
        AnswerFacts { status: Some(204), content: Content::Empty, location: false, problems: Problems::None };

    fn into_response(self, _: &EndpointSpec) -> Result<Response, Problem> {
        Ok(empty(StatusCode::NO_CONTENT))
    }
}

impl Answer for () {
    const FACTS: AnswerFacts = NoContent::FACTS;

    fn into_response(self, endpoint: &EndpointSpec) -> Result<Response, Problem> {
        NoContent.into_response(endpoint)
    }
}

/// What a location begins with that is still to be put under the path of the request.
pub(super) const BELOW: &str = "./";

/// What is encoded in a part of a path: all but the unreserved characters of RFC 3986.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// 201 with the new thing, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created<T> {
    /// The path of the new thing, for `Location` (RFC 9110, section 10.2.2).
    pub location: String,
    /// The new thing.
    pub value: T,
}

impl<T> Created<T> {
    /// `value`, which is at this key under the path of the request from now on: what a `POST` on a collection makes.
    ///
    /// The path of the request is the one that the app sees: an app that is nested in another router does not know what stands before.
    pub fn below(key: impl std::fmt::Display, value: T) -> Self {
        Self { location: format!("{BELOW}{}", utf8_percent_encode(&key.to_string(), SEGMENT)), value }
    }

    /// `value`, which is at `location` from now on.
    pub fn new(location: impl Into<String>, value: T) -> Self {
        Self { location: location.into(), value }
    }
}

impl<T: Output> Answer for Created<T> {
    const FACTS: AnswerFacts =
        AnswerFacts { status: Some(201), content: Content::Json(T::SHAPE), location: true, problems: Problems::None };

    fn into_response(self, _: &EndpointSpec) -> Result<Response, Problem> {
        let location = HeaderValue::try_from(self.location).map_err(|error| {
            Problem::new(ProblemKind::INTERNAL, "The path of the new thing cannot be written.").with_source(error)
        })?;
        let mut body = Vec::with_capacity(256);
        self.value.write(&mut body);
        let mut response = json(StatusCode::CREATED, body);
        response.headers_mut().insert(LOCATION, location);
        Ok(response)
    }
}

impl Answer for Response {
    const FACTS: AnswerFacts = AnswerFacts { status: None, content: Content::Free, location: false, problems: Problems::Any };

    fn into_response(self, _: &EndpointSpec) -> Result<Response, Problem> {
        Ok(self)
    }
}

impl<T: Answer, E: ApiError> Answer for Result<T, E> {
    const FACTS: AnswerFacts = AnswerFacts { problems: Problems::Groups(&[T::FACTS.problems, E::PROBLEMS]), ..T::FACTS };

    fn into_response(self, endpoint: &EndpointSpec) -> Result<Response, Problem> {
        self.map_err(ApiError::into_problem)?.into_response(endpoint)
    }
}
