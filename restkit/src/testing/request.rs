//! Requests to an app under test.

use std::{fmt::Display, panic::Location};

use axum::body::Body;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderName, HeaderValue, Method, Uri, header};
use http_body_util::BodyExt as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use tower::ServiceExt as _;

use super::{Answer, capture, fail};
use crate::db;

/// A request in the making: it goes out when it is awaited.
///
/// It stands on its own, so that several can go out at once:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let app = restkit::testing::TestApp::new(restkit::App::new("Empty", "1.0.0")).await;
/// let (one, other) = tokio::join!(app.get("/one"), app.get("/other"));
/// # one.expect_status(404);
/// # other.expect_status(404);
/// let ask = tokio::spawn(app.get("/three").into_future());
/// # ask.await.unwrap().expect_status(404);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request goes out when it is awaited"]
pub struct Request {
    router: axum::Router,
    request: http::Request<Bytes>,
    place: &'static Location<'static>,
}

impl Request {
    #[track_caller]
    pub(super) fn new(router: axum::Router, method: Method, path: &str) -> Self {
        let mut request = http::Request::new(Bytes::new());
        *request.method_mut() = method;
        match path.parse::<Uri>() {
            Ok(uri) if path.starts_with('/') => *request.uri_mut() = uri,
            _ => fail(&format!(
                "{path:?} is no path of a URL: it begins with `/`, and what stands in its query is given to `query`"
            )),
        }
        Self { router, request, place: Location::caller() }
    }

    /// With this header; one of the same name stays.
    ///
    /// # Panics
    /// When no header can have this name or value.
    #[track_caller]
    pub fn header(mut self, name: impl AsRef<str>, value: impl Display) -> Self {
        let (name, value) = (name.as_ref(), value.to_string());
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            (Ok(name), Ok(value)) => self.request.headers_mut().append(name, value),
            _ => fail(&format!("no header can be called {name:?} and hold {value:?}")),
        };
        self
    }

    /// With this token.
    ///
    /// # Panics
    /// When it holds characters that no header may.
    #[track_caller]
    pub fn bearer(mut self, token: impl Display) -> Self {
        self.request.headers_mut().remove(header::AUTHORIZATION);
        self.header("authorization", format!("Bearer {token}"))
    }

    /// With these parameters after those that it has: `.query([("sort", "-priority"), ("limit", "5")])`.
    pub fn query(mut self, pairs: impl IntoIterator<Item = (impl AsRef<str>, impl Display)>) -> Self {
        let uri = self.request.uri();
        let more = encode(pairs);
        let query = match uri.query() {
            Some(query) if more.is_empty() => query.to_owned(),
            Some(query) => format!("{query}&{more}"),
            None => more,
        };
        // Encoded characters and a path that is one already always make a URL.
        if let Ok(uri) = format!("{}?{query}", uri.path()).parse() {
            *self.request.uri_mut() = uri;
        }
        self
    }

    /// With a JSON body, under the media type that the method has for it: `PATCH` takes a merge patch.
    ///
    /// # Panics
    /// When the value has no JSON.
    #[track_caller]
    pub fn json(self, body: impl Serialize) -> Self {
        let media_type = if self.request.method() == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        match serde_json::to_vec(&body) {
            Ok(body) => self.body(media_type, body),
            Err(error) => fail(&format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// With the body of a form: `.form([("name", "Ann")])`.
    #[track_caller]
    pub fn form(self, pairs: impl IntoIterator<Item = (impl AsRef<str>, impl Display)>) -> Self {
        self.body("application/x-www-form-urlencoded", encode(pairs))
    }

    /// With these bytes as body, under this media type.
    ///
    /// # Panics
    /// When the media type holds characters that no header may.
    #[track_caller]
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        self.request.headers_mut().remove(header::CONTENT_TYPE);
        *self.request.body_mut() = body.into();
        self.header("content-type", media_type)
    }

    async fn send(self) -> Answer {
        let Self { router, request, place } = self;
        let (method, uri, sent) = (request.method().clone(), request.uri().clone(), request.body().clone());
        let mut request = request.map(|body| if body.is_empty() { Body::empty() } else { Body::from(body) });
        // As any client says it; the bound on bodies looks at it first.
        if !sent.is_empty() || matches!(method, Method::POST | Method::PUT | Method::PATCH) {
            request.headers_mut().entry(header::CONTENT_LENGTH).or_insert(HeaderValue::from(sent.len()));
        }
        let work = async {
            let Ok(response) = router.oneshot(request).await;
            let (head, body) = response.into_parts();
            (head, body.collect().await.map(http_body_util::Collected::to_bytes))
        };
        let (((head, body), statements), logs) = capture::logged(db::heard(work)).await;
        let body = match body {
            Ok(body) => body,
            Err(error) => fail(&format!("{method} {uri} of {place}: the body of the answer broke off: {error}")),
        };
        Answer { method, uri, sent, status: head.status, headers: head.headers, body, statements, logs }
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = BoxFuture<'static, Answer>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// As queries and forms have it.
fn encode(pairs: impl IntoIterator<Item = (impl AsRef<str>, impl Display)>) -> String {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs = pairs.into_iter().map(|(name, value)| format!("{}={}", encode(name.as_ref()), encode(&value.to_string())));
    pairs.collect::<Vec<_>>().join("&")
}
