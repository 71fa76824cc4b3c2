//! Errors as RFC 9457 has them: `application/problem+json`.
//!
//! A leaf: it imports nothing of restkit.

mod api_error;

use std::{borrow::Cow, error::Error, sync::Arc};

pub use api_error::{ApiError, Extension, Problems};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

/// Where in the request a fault is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// In the body, as a JSON pointer (RFC 6901); empty for the whole body.
    Pointer(String),
    /// In the query or the path.
    Parameter(String),
    /// In a header.
    Header(String),
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where.
    #[serde(flatten)]
    pub at: Location,
    /// A stable machine word.
    pub code: Cow<'static, str>,
    /// A sentence for a person.
    pub detail: Cow<'static, str>,
}

impl Fault {
    /// A fault in the body at a JSON pointer.
    pub fn pointer(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { at: Location::Pointer(pointer.into()), code: code.into(), detail: detail.into() }
    }

    /// A fault in a parameter.
    pub fn parameter(name: impl Into<String>, code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { at: Location::Parameter(name.into()), code: code.into(), detail: detail.into() }
    }

    /// A fault in a header.
    pub fn header(name: impl Into<String>, code: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { at: Location::Header(name.into()), code: code.into(), detail: detail.into() }
    }
}

/// A kind of problem: its status, its machine word and its title. The document lists these, the handlers answer them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemKind {
    /// The HTTP status.
    pub status: StatusCode,
    /// The machine word, and the last part of the problem's `type`.
    pub code: &'static str,
    /// A short summary that does not change from occurrence to occurrence.
    pub title: &'static str,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $status:ident $code:literal $title:literal;)*) => {
        impl ProblemKind {$(
            $(#[$doc])*
            pub const $name: Self = Self { status: StatusCode::$status, code: $code, title: $title };
        )*

            /// All of restkit's own.
            pub(crate) const OWN: &[Self] = &[$(Self::$name),*];
        }
    };
}

kinds! {
    /// The body is not JSON.
    MALFORMED_BODY = BAD_REQUEST "malformed_body" "The body is not well-formed JSON";
    /// A parameter is unknown or wrong.
    INVALID_PARAMETER = BAD_REQUEST "invalid_parameter" "A parameter is unknown or invalid";
    /// A header is wrong.
    INVALID_HEADER = BAD_REQUEST "invalid_header" "A header is invalid";
    /// Credentials are missing or not valid.
    UNAUTHENTICATED = UNAUTHORIZED "unauthenticated" "Valid credentials are needed";
    /// The caller may not do this.
    FORBIDDEN = FORBIDDEN "forbidden" "The caller may not do this";
    /// There is no such resource, or the caller may not see it.
    NOT_FOUND = NOT_FOUND "not_found" "There is no such resource";
    /// The path does not support the method.
    METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED "method_not_allowed" "The path does not support this method";
    /// None of the offered media types is accepted.
    NOT_ACCEPTABLE = NOT_ACCEPTABLE "not_acceptable" "None of the accepted media types is offered";
    /// The request took too long to arrive or to be answered.
    TIMEOUT = REQUEST_TIMEOUT "timeout" "The request took too long";
    /// Another row stands in the way.
    CONFLICT = CONFLICT "conflict" "The request conflicts with another resource";
    /// The precondition of the request does not hold.
    PRECONDITION_FAILED = PRECONDITION_FAILED "precondition_failed" "The precondition does not hold";
    /// The body is over the limit.
    BODY_TOO_LARGE = PAYLOAD_TOO_LARGE "body_too_large" "The body is too large";
    /// The body is of a media type that is not supported.
    UNSUPPORTED_MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "The media type of the body is not supported";
    /// The body breaks rules.
    VALIDATION = UNPROCESSABLE_ENTITY "validation" "The request breaks rules";
    /// A parameter is out of its range.
    PARAMETER_OUT_OF_RANGE = UNPROCESSABLE_ENTITY "parameter_out_of_range" "A parameter is out of its range";
    /// Something went wrong inside.
    INTERNAL = INTERNAL_SERVER_ERROR "internal" "Something went wrong inside the server";
    /// The database cannot serve now.
    UNAVAILABLE = SERVICE_UNAVAILABLE "unavailable" "The service is unavailable for the moment";
}

impl ProblemKind {
    /// The stable URI of this kind, the `type` of the problem.
    pub fn uri(self) -> String {
        format!("urn:restkit:problem:{}", self.code)
    }
}

/// A problem on its way to the client.
///
/// `instance` and `trace_id` are filled in by the outermost layer, which knows the request; until then the problem travels
/// in the response's extensions.
// Boxed, so that a `Result` with it stays small: problems are rare, answers are not.
#[derive(Clone, Debug)]
pub struct Problem(Box<Content>);

#[derive(Clone, Debug)]
struct Content {
    kind: ProblemKind,
    detail: Cow<'static, str>,
    faults: Vec<Fault>,
    members: serde_json::Map<String, serde_json::Value>,
    headers: HeaderMap,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl Problem {
    /// A problem of this kind; `detail` is a sentence for the client about this occurrence.
    #[cold]
    pub fn new(kind: ProblemKind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Content {
            kind,
            detail: detail.into(),
            faults: Vec::new(),
            members: serde_json::Map::new(),
            headers: HeaderMap::new(),
            source: None,
        }))
    }

    /// 500 without a word about its cause, which goes to the log.
    #[cold]
    pub fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        const DETAIL: &str = "The request could not be answered; the log knows more under the trace id.";
        Self::new(ProblemKind::INTERNAL, DETAIL).with_source(cause)
    }

    /// 503, to be tried again soon.
    #[cold]
    pub fn unavailable(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ProblemKind::UNAVAILABLE, detail).with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// The same problem with everything that is wrong.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<Fault>) -> Self {
        self.0.faults = faults;
        self
    }

    /// The same problem with a member of its own (RFC 9457, section 3.2). A name that all problems have, such as `detail`, is left to them.
    ///
    /// The document knows the members that `#[problem(extend)]` marks on the fields of an error with `#[derive(ApiError)]`.
    #[must_use]
    pub fn with_member(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        if !Self::MEMBERS.contains(&name) {
            self.0.members.insert(name.to_owned(), value.into());
        }
        self
    }

    /// The members that every problem has, or may have.
    pub(crate) const MEMBERS: [&str; 8] = ["type", "title", "status", "detail", "instance", "code", "trace_id", "errors"];

    /// The same problem with a header in its answer.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.append(name, value);
        self
    }

    /// The same problem with what caused it: for the log, never for the client.
    #[must_use]
    pub fn with_source(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// The same problem with what caused it, where its type is not known.
    #[must_use]
    pub fn with_boxed_source(mut self, source: Box<dyn Error + Send + Sync>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same problem without what caused it.
    #[must_use]
    pub(crate) fn without_source(mut self) -> Self {
        self.0.source = None;
        self
    }

    /// The same problem with another sentence about it.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// The same problem as one of another kind.
    #[must_use]
    pub fn with_kind(mut self, kind: ProblemKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// The sentence about this occurrence.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The headers of its answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What caused it.
    pub fn source(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// Its kind.
    pub fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    /// Its members that other problems do not have.
    pub fn members(&self) -> &serde_json::Map<String, serde_json::Value> {
        &self.0.members
    }

    /// What is wrong.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }

    /// Writes the problem as JSON; `instance` is the path of the request, `trace_id` what the log knows it by.
    pub fn to_json(&self, instance: &str, trace_id: &str) -> Vec<u8> {
        #[derive(Serialize)]
        struct Body<'a> {
            r#type: String,
            title: &'a str,
            status: u16,
            detail: &'a str,
            instance: &'a str,
            code: &'a str,
            trace_id: &'a str,
            #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
            errors: &'a [Fault],
            #[serde(flatten)]
            members: &'a serde_json::Map<String, serde_json::Value>,
        }
        let body = Body {
            r#type: self.0.kind.uri(),
            title: self.0.kind.title,
            status: self.0.kind.status.as_u16(),
            detail: &self.0.detail,
            instance,
            code: self.0.kind.code,
            trace_id,
            errors: &self.0.faults,
            members: &self.0.members,
        };
        // Texts and numbers always serialize.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl Problem {
    /// The answer, complete: see [`Problem::to_json`].
    pub fn into_response_for(self, instance: &str, trace_id: &str) -> Response {
        let mut response = Response::new(axum::body::Body::from(self.to_json(instance, trace_id)));
        *response.status_mut() = self.0.kind.status;
        *response.headers_mut() = self.0.headers;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.0.kind.title, self.0.detail)
    }
}

impl Error for Problem {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.clone().into_response_for("", "");
        response.extensions_mut().insert(self);
        response
    }
}
