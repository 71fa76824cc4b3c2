//! Answers, and what to expect of them.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri, header};
use serde_json::Value;

/// What came back for a request.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The same answer, which has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} answered otherwise than expected:\n{}", self.request(), self.text());
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => {
                fail(&format!("{}: {} with a body that is no JSON ({error}): {}", self.request(), self.status, self.text()))
            }
        }
    }

    /// A member of the body, by its JSON pointer.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> Value {
        let body = self.json();
        match body.pointer(pointer) {
            Some(value) => value.clone(),
            None => fail(&format!("{}: nothing at {pointer:?} of {body}", self.request())),
        }
    }

    /// The body, which has to be a problem with this status and this word.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}:\n{}", self.request(), self.text());
        let body = self.json();
        assert_eq!(body["code"], code, "{}:\n{body:#}", self.request());
        body
    }

    /// The problem, whose faults are exactly these: each as `place: code`, in any order.
    #[track_caller]
    pub fn faults(&self, status: u16, code: &str, expected: &[&str]) -> Value {
        let body = self.problem(status, code);
        let mut faults: Vec<String> = body["errors"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .map(|fault| {
                let place = ["pointer", "parameter", "header"].iter().find_map(|kind| fault[kind].as_str());
                format!("{}: {}", place.unwrap_or("?"), fault["code"].as_str().unwrap_or("?"))
            })
            .collect();
        faults.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(faults, expected, "{}:\n{body:#}", self.request());
        body
    }

    /// The value of a header that is there once.
    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => String::from_utf8_lossy(value.as_bytes()).into_owned(),
            (None, _) => fail(&format!("{}: {} without {name}:\n{:#?}", self.request(), self.status, self.headers)),
            (Some(_), Some(_)) => fail(&format!("{}: more than one {name}:\n{:#?}", self.request(), self.headers)),
        }
    }

    /// Whether a header that is a list holds this item.
    pub fn lists(&self, name: &str, item: &str) -> bool {
        let values = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|value| value.trim().eq_ignore_ascii_case(item))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The method of the request.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path of the request.
    pub fn uri_path(&self) -> &str {
        self.uri.path()
    }

    /// The request, for messages.
    pub fn request(&self) -> String {
        format!("{} {}", self.method, self.uri)
    }

    /// What holds for every answer, whatever was asked.
    #[track_caller]
    pub(crate) fn keeps_the_contract(&self) {
        let request = self.request();
        assert!(!self.header("x-request-id").is_empty(), "{request}: an empty X-Request-Id");
        assert!(!self.headers.contains_key(header::SERVER), "{request}: a Server banner");
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{request}");
        if self.method == Method::HEAD || self.status == StatusCode::NO_CONTENT || self.status == StatusCode::NOT_MODIFIED {
            assert!(self.body.is_empty(), "{request}: {} with a body: {}", self.status, self.text());
        } else if self.status.is_client_error() || self.status.is_server_error() {
            self.is_a_problem();
        }
    }

    fn is_a_problem(&self) {
        let request = self.request();
        assert_eq!(self.header("content-type"), "application/problem+json", "{request}: {}", self.text());
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16(), "{request}: {body}");
        assert_eq!(body["instance"], self.uri.path(), "{request}: {body}");
        for member in ["type", "title", "detail", "code", "trace_id"] {
            assert!(body[member].as_str().is_some_and(|text| !text.is_empty()), "{request}: no {member} in {body}");
        }
        for fault in body["errors"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let places = ["pointer", "parameter", "header"].iter().filter(|place| fault[place].is_string()).count();
            assert_eq!(places, 1, "{request}: a fault is at one place: {fault}");
            for member in ["code", "detail"] {
                assert!(fault[member].as_str().is_some_and(|text| !text.is_empty()), "{request}: no {member} in {fault}");
            }
        }
    }
}

#[track_caller]
#[expect(clippy::panic, reason = "how a test fails")]
fn fail(message: &str) -> ! {
    panic!("{message}")
}
