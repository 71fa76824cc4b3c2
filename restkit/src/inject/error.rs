//! The error that takes every error.

use std::{error::Error as StdError, fmt};

use crate::{
    db::DbError,
    problem::{ApiError, Problem, ProblemKind, Problems},
};

/// What handlers and dependencies answer that do not list how they can fail: `?` turns every error into this.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any error.
///
/// A [`Problem`] is answered as it is, a database that is away with 503; every other error becomes an opaque 500 whose cause goes to the
/// log with all its sources. The document cannot say which problems an operation with this error answers; derive
/// [`ApiError`](macro@crate::ApiError) for an enum where it should.
///
/// ```
/// fn parse(text: &str) -> restkit::Result<i32> {
///     Ok(text.parse()?)
/// }
/// assert_eq!(parse("x").unwrap_err().problem().kind().status, 500);
/// ```
pub struct Error(Problem);

impl Error {
    /// What is answered.
    pub const fn problem(&self) -> &Problem {
        &self.0
    }

    pub(crate) const fn known(problem: Problem) -> Self {
        Self(problem)
    }

    pub(crate) fn of(error: Box<dyn StdError + Send + Sync>) -> Self {
        const DETAIL: &str = "The request could not be answered; the log knows more under the trace id.";
        let error = match error.downcast::<Problem>() {
            Ok(problem) => return Self(*problem),
            Err(error) => error,
        };
        Self(match error.downcast::<DbError>() {
            Ok(error) => error.into_problem(),
            Err(error) => Problem::new(ProblemKind::INTERNAL, DETAIL).with_boxed_source(error),
        })
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self::of(Box::new(error))
    }
}

impl ApiError for Error {
    const PROBLEMS: Problems = Problems::Any;

    fn into_problem(self) -> Problem {
        self.0
    }
}
