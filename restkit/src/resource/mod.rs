//! The five operations, once for all resources and without HTTP.
//!
//! [`Operations`] holds what a resource needs to serve them; [`Access`] is what a caller may do, decided before anything of the
//! request is read further. Whoever comes from elsewhere than HTTP goes through the same code, so that rules, policies and errors
//! cannot differ.
//!
//! Invariants:
//! - Every statement on a row carries the caller's scope in its WHERE, on every operation.
//! - A row that is not there and a row that the caller may not see give the same answer after the same statements.
//! - What is answered is committed.

mod access;
mod create;
mod error;
mod found;
mod list;
mod row;
mod update;

pub use access::Access;
pub(crate) use error::not_found;
pub use found::Found;
pub use list::Page;

use std::{future::Future, sync::Arc, time::Duration};

use crate::{
    db::{Db, DbError, Row},
    problem::{Problem, ProblemKind},
    query::Plan,
    spec::ResourceSpec,
};

/// The operations of one resource on one database.
#[derive(Debug)]
pub struct Operations {
    db: Db,
    plan: Arc<Plan>,
}

/// Which versions of a row a change is meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Whichever is there.
    Any,
    /// One of these; none when empty.
    Versions(Vec<i64>),
}

impl Operations {
    /// The operations of `resource` on `db`.
    pub fn new(db: Db, resource: &'static ResourceSpec) -> Self {
        let plan = Plan::shared(&db, resource);
        Self { db, plan }
    }

    /// The resource.
    pub fn resource(&self) -> &'static ResourceSpec {
        self.plan.resource()
    }

    /// Appends an answered row as a JSON object.
    ///
    /// # Errors
    /// 500 when a stored value is not of its type.
    pub fn write_json(&self, row: &Row, out: &mut Vec<u8>) -> Result<(), Problem> {
        self.plan.write_json(row, out).map_err(error::internal)
    }

    /// The version of an answered row.
    ///
    /// # Errors
    /// 500 when it cannot be read.
    pub fn version(&self, row: &Row) -> Result<i64, Problem> {
        self.plan.version(row).map_err(error::internal)
    }

    /// The key of an answered row, as it stands in a path.
    ///
    /// # Errors
    /// 500 when it cannot be read.
    pub fn key(&self, row: &Row) -> Result<String, Problem> {
        use crate::spec::Value;
        match self.plan.value(row, self.resource().key).map_err(error::internal)? {
            Value::Integer(key) => Ok(itoa::Buffer::new().format(key).to_owned()),
            Value::Uuid(key) => Ok(key.hyphenated().to_string()),
            Value::Text(key) => Ok(key),
            _ => Err(Problem::new(ProblemKind::INTERNAL, "The key of the row cannot be read.")),
        }
    }

    /// Runs `attempt` again when it met another transaction, a bounded number of times.
    async fn retrying<T, F: Future<Output = Result<T, Failure>>>(&self, mut attempt: impl FnMut() -> F) -> Result<T, Problem> {
        const ATTEMPTS: u32 = 4;
        for number in 1..=ATTEMPTS {
            match attempt().await {
                Ok(done) => return Ok(done),
                Err(Failure::Problem(problem)) => return Err(problem),
                Err(Failure::Again) if number == ATTEMPTS => break,
                Err(Failure::Again) => tokio::time::sleep(Duration::from_millis(5 << number)).await,
            }
        }
        Err(error::unavailable("Too many requests changed the same rows at once; try again."))
    }
}

/// Why an attempt came to nothing.
enum Failure {
    /// The answer.
    Problem(Problem),
    /// It met another transaction and may be tried again.
    Again,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// For statements that break no constraint.
impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Serialization => Self::Again,
            error => Self::Problem(error::unexpected(error)),
        }
    }
}
