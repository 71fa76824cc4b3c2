//! Requests to an app in the process.

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{HeaderName, HeaderValue, Method, Uri, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::{answer::Answer, document::Document, token::Token};

/// A request in the making.
#[derive(Debug)]
#[must_use = "a request goes out when it is sent"]
pub struct Request {
    router: Router,
    document: Arc<Document>,
    request: http::Request<Body>,
}

impl Request {
    pub(crate) fn new(router: Router, document: Arc<Document>, method: Method, path: String) -> Self {
        let mut request = http::Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse::<Uri>().expect("a path of a test");
        Self { router, document, request }
    }

    /// With a header more.
    pub fn header(mut self, name: impl TryInto<HeaderName>, value: impl AsRef<[u8]>) -> Self {
        let name = name.try_into().ok().expect("a name of a header");
        self.request.headers_mut().append(name, HeaderValue::from_bytes(value.as_ref()).expect("a value of a header"));
        self
    }

    /// With a token.
    pub fn bearer(self, token: &str) -> Self {
        self.header(header::AUTHORIZATION, format!("Bearer {token}"))
    }

    /// From this subject, without a role.
    pub fn as_user(self, subject: impl ToString) -> Self {
        self.bearer(&Token::of(subject).sign())
    }

    /// From this subject with the role `admin`.
    pub fn as_admin(self, subject: impl ToString) -> Self {
        self.bearer(&Token::of(subject).roles(&["admin"]).sign())
    }

    /// With a JSON body, and the media type that the method has for it.
    pub fn json(self, body: &Value) -> Self {
        let media = if self.request.method() == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        self.body(media, body.to_string())
    }

    /// With a body of a media type.
    pub fn body(self, media: &str, body: impl Into<Body>) -> Self {
        self.header(header::CONTENT_TYPE, media).untyped_body(body)
    }

    /// With a body, and nothing said about its media type.
    pub fn untyped_body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// Sends it, and checks what holds for every answer.
    pub async fn send(self) -> Answer {
        let (method, uri) = (self.request.method().clone(), self.request.uri().clone());
        let response = match self.router.oneshot(self.request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        let answer = Answer { method, uri, status: head.status, headers: head.headers, body };
        answer.keeps_the_contract();
        let faults = self.document.faults(&answer).unwrap_or_default();
        assert!(faults.is_empty(), "{} is not what the document says:\n{}", answer.request(), faults.join("\n"));
        answer
    }
}
