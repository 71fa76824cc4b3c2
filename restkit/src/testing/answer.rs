//! What an app under test answers.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fail;

/// What came back for a request, and what happened meanwhile.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) sent: Bytes,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) statements: Vec<String>,
    pub(super) logs: String,
}

impl Answer {
    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The same answer, which has this status.
    ///
    /// # Panics
    /// When it has another one; the message holds the request, the answer and the log.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        if self.status != status {
            fail(&self.describe(&format!(", and not {status}")));
        }
        self
    }

    /// The headers.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The first header of this name, when it is a text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The bytes of the body.
    pub const fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is no JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        self.json_as()
    }

    /// The body as a value of this type.
    ///
    /// # Panics
    /// When it is no JSON, or that of another type.
    #[track_caller]
    pub fn json_as<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => {
                let expected = std::any::type_name::<T>();
                fail(&self.describe(&format!(", and that is no JSON of {expected} ({error})")))
            }
        }
    }

    /// The `code` of a problem, as in `validation`.
    ///
    /// # Panics
    /// When the body is no problem.
    #[track_caller]
    pub fn problem_code(&self) -> String {
        match self.json()["code"].as_str() {
            Some(code) => code.to_owned(),
            None => fail(&self.describe(", and that is no problem")),
        }
    }

    /// Everything that is wrong with the request, each as `place: code`, sorted: `/title: length` for a member of the body, `limit: range` for a
    /// parameter or a header. Empty when the problem names no places.
    ///
    /// # Panics
    /// When the body is no problem.
    #[track_caller]
    pub fn faults(&self) -> Vec<String> {
        // Whatever is no problem has no faults either, and a test should not take that for none.
        self.problem_code();
        let body = self.json();
        let mut faults: Vec<String> = body["errors"].as_array().into_iter().flatten().map(fault).collect();
        faults.sort();
        faults
    }

    /// The text of each statement that ran before the answer was complete, in order, and without its values.
    ///
    /// What begins and ends a transaction (`BEGIN`, `COMMIT`, `SAVEPOINT …`) counts, as a round trip like any other. Not counted is what runs in a
    /// task of its own: work after the answer, and the rollback of a transaction that was given up.
    pub fn statements(&self) -> &[String] {
        &self.statements
    }

    /// What was logged before the answer was complete, a line for each event from `DEBUG` on, as `LEVEL target: message name=value`.
    ///
    /// While a request of a test runs, its events go here and not to a subscriber that the test has set. What is logged in a task of its own
    /// does not stand here.
    pub fn logs(&self) -> &str {
        &self.logs
    }

    fn describe(&self, fault: &str) -> String {
        let Self { method, uri, status, logs, .. } = self;
        let mut text = format!("{method} {uri} answered {status}{fault}");
        for (title, body) in [("sent", &self.sent), ("body", &self.body)] {
            if !body.is_empty() {
                text.push_str(&format!("\n{title}: {}", readable(body)));
            }
        }
        if !logs.is_empty() {
            text.push_str(&format!("\nlog:\n{logs}"));
        }
        text
    }
}

fn readable(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => format!("{value:#}"),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    }
}

fn fault(fault: &Value) -> String {
    let place = ["pointer", "parameter", "header"].iter().find_map(|kind| fault[kind].as_str());
    format!("{}: {}", place.unwrap_or("?"), fault["code"].as_str().unwrap_or("?"))
}
