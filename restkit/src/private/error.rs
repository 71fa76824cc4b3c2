//! What `#[derive(ApiError)]` calls.

use std::{borrow::Cow, error::Error as StdError};

use http::StatusCode;

use crate::{
    auth,
    inject::Error,
    problem::{ApiError, Problem, ProblemKind},
    spec::{Member, Output},
};

/// A problem of an error.
pub fn problem(kind: ProblemKind, detail: impl Into<Cow<'static, str>>) -> Problem {
    let problem = Problem::new(kind, detail);
    // An answer of this status says how to authenticate (RFC 9110, section 15.5.2).
    if kind.status == StatusCode::UNAUTHORIZED { auth::with_challenge(problem) } else { problem }
}

/// A field that is a member of a problem.
#[derive(Debug)]
pub struct ProblemField<T> {
    /// What it is called, and its type.
    pub member: Member,
    /// Its value as JSON.
    pub json: fn(&T) -> serde_json::Value,
}

/// A field of this type; it is the only place that asks for [`Output`], so that what is none is reported once.
pub const fn problem_field<T: Output>(name: &'static str, docs: &'static str) -> ProblemField<T> {
    ProblemField { member: Member::output::<T>(name, docs), json: json::<T> }
}

fn json<T: Output>(value: &T) -> serde_json::Value {
    let mut json = Vec::new();
    value.write(&mut json);
    // What an output writes is JSON.
    serde_json::from_slice(&json).unwrap_or_default()
}

/// What may be inside an error and is shown to nobody.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be logged as the cause of a problem",
    label = "not an error",
    note = "this needs `std::error::Error + Send + Sync`, a boxed one, or what turns into one"
)]
pub trait Cause {
    /// The error, boxed.
    fn boxed(self) -> Box<dyn StdError + Send + Sync>;
}

#[diagnostic::do_not_recommend]
impl<T: Into<Box<dyn StdError + Send + Sync>>> Cause for T {
    fn boxed(self) -> Box<dyn StdError + Send + Sync> {
        self.into()
    }
}

/// The cause of a problem, for the log.
pub fn cause<T: Cause>(cause: T) -> Box<dyn StdError + Send + Sync> {
    cause.boxed()
}

/// The problem that an error is of which nothing is told.
pub fn internal<T: Cause>(cause: T) -> Problem {
    Error::of(cause.boxed()).into_problem()
}

/// An error that the API knows, among those that it does not.
pub fn error<E: ApiError>(error: E) -> Error {
    Error::known(error.into_problem())
}
