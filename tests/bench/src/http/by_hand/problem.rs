//! Errors as RFC 9457 has them.

use axum::{
    extract::rejection::{JsonRejection, QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// One thing that is wrong.
#[derive(Clone, Serialize)]
pub(super) struct Fault {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<&'static str>,
    pub code: &'static str,
    pub detail: String,
}

/// A problem; the middleware writes it when it knows the path and the request id.
#[derive(Clone)]
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    faults: Vec<Fault>,
    challenge: Option<&'static str>,
}

impl Problem {
    const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, faults: Vec::new(), challenge: None }
    }

    pub(super) fn no_token() -> Self {
        let problem = Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Valid credentials are needed");
        Self { challenge: Some("Bearer"), ..problem }
    }

    pub(super) fn bad_token() -> Self {
        Self { challenge: Some("Bearer error=\"invalid_token\""), ..Self::no_token() }
    }

    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "The caller may not do this")
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such resource")
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "The path does not support this method")
    }

    pub(super) fn not_acceptable() -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", "None of the accepted media types is offered")
    }

    pub(super) fn timeout() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "timeout", "The request took too long")
    }

    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong inside the server")
    }

    pub(super) fn parameter(name: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        let fault = Fault { pointer: None, parameter: Some(name), code, detail: detail.into() };
        let problem = Self::new(StatusCode::BAD_REQUEST, "invalid_parameter", "A parameter is unknown or invalid");
        Self { faults: vec![fault], ..problem }
    }

    pub(super) fn limit(maximum: u32) -> Self {
        let title = "A parameter is out of its range";
        let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "parameter_out_of_range", title);
        Self { faults: Self::parameter("limit", "range", format!("must be 1 to {maximum}")).faults, ..problem }
    }

    /// The body as the client sees it.
    pub(super) fn to_json(&self, instance: &str, trace_id: &str) -> Vec<u8> {
        #[derive(Serialize)]
        struct Body<'a> {
            r#type: String,
            title: &'a str,
            status: u16,
            instance: &'a str,
            code: &'a str,
            trace_id: &'a str,
            #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
            errors: &'a [Fault],
        }
        let body = Body {
            r#type: format!("urn:tasks:problem:{}", self.code),
            title: self.title,
            status: self.status.as_u16(),
            instance,
            code: self.code,
            trace_id,
            errors: &self.faults,
        };
        // Texts and numbers always serialize.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        let unavailable =
            || Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is unavailable for the moment");
        let conflict = || Self::new(StatusCode::CONFLICT, "conflict", "The request conflicts with another resource");
        match error {
            sqlx::Error::Database(error) if error.is_unique_violation() || error.is_foreign_key_violation() => conflict(),
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => unavailable(),
            _ => Self::internal(),
        }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        let status = rejection.status();
        match status {
            StatusCode::UNPROCESSABLE_ENTITY => {
                let fault = Fault { pointer: Some(String::new()), parameter: None, code: "type", detail: rejection.body_text() };
                Self { faults: vec![fault], ..Self::new(status, "validation", "The request breaks rules") }
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Self::new(status, "unsupported_media_type", "The media type of the body is not supported")
            }
            StatusCode::PAYLOAD_TOO_LARGE => Self::new(status, "body_too_large", "The body is too large"),
            _ => Self::new(status, "malformed_body", "The body is not well-formed JSON"),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::parameter("query", "invalid", rejection.body_text())
    }
}

impl From<garde::Report> for Problem {
    fn from(report: garde::Report) -> Self {
        let faults = report.iter().map(|(path, error)| Fault {
            pointer: Some(format!("/{path}")),
            parameter: None,
            code: "invalid",
            detail: error.message().to_owned(),
        });
        let faults = faults.collect();
        Self { faults, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "validation", "The request breaks rules") }
    }
}
