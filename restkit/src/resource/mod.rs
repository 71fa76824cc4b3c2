//! The five operations, once for all resources and without HTTP.
//!
//! [`Operations`] holds what a resource needs to serve them, with [`Repository`] as its typed side for handlers and services; [`Access`] is what a caller may do, decided before anything of the
//! request is read further. Whoever comes from elsewhere than HTTP goes through the same code, so that rules, policies and errors
//! cannot differ.
//!
//! Invariants:
//! - Every statement on a row carries the caller's scope in its WHERE, on every operation.
//! - A row that is not there and a row that the caller may not see give the same answer after the same statements.
//! - What is answered is committed.

mod access;
mod aggregate;
mod answered;
mod below;
mod create;
mod error;
mod found;
mod hooks;
mod include;
mod list;
mod repository;
mod row;
mod together;
mod update;
mod whole;

pub use access::Access;
pub use aggregate::Groups;
pub use answered::Writing;
pub use below::Above;
pub(crate) use error::not_found;
pub use found::Found;
pub use hooks::{Committed, Draft, HookContext, Hooks, hooks};
pub use include::{IncludedRows, Visible};
pub use list::Page;
pub use repository::{IfVersion, Repository, ResourceRepository, RowPage, Rows, Select};
pub use row::Part;
pub use whole::NewRows;

use std::{future::Future, sync::Arc};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    db::{DbError, Executor, Retries, Row, Statement},
    problem::{Problem, ProblemKind},
    query::{ListQuery, Plan, RowVersion},
    spec::{Expr, Kind, Permitted, ResourceSpec, Value},
};

/// The operations of one resource on a database or in a transaction; cheap to clone.
#[derive(Clone, Debug)]
pub struct Operations {
    /// Where writes run, and reads that belong to them.
    executor: Executor,
    /// Where plain reads run that may be behind; `None` for the same place.
    replica: Option<Executor>,
    plan: Arc<Plan>,
}

/// What a segment of a path does not hold as it is (RFC 3986): all but unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Which versions of a row a change is meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Whichever is there.
    Any,
    /// One of these; none when empty.
    Versions(Vec<RowVersion>),
}

impl Operations {
    /// The operations of `resource` on a database or in a transaction; their rows have no write-only columns.
    pub fn new(on: impl Into<Executor>, resource: &'static ResourceSpec) -> Self {
        let on = on.into();
        let plan = Plan::shared(on.db(), resource);
        Self::with_plan(on, plan)
    }

    /// The same for the program itself: rows have all their columns.
    pub fn of_all_columns(on: impl Into<Executor>, resource: &'static ResourceSpec) -> Self {
        let on = on.into();
        let plan = Plan::shared_of_all_columns(on.db(), resource);
        Self::with_plan(on, plan)
    }

    fn with_plan(on: Executor, plan: Arc<Plan>) -> Self {
        match on.newest() {
            Some(executor) => Self { executor, replica: Some(on), plan },
            None => Self { executor: on, replica: None, plan },
        }
    }

    /// Where plain reads run.
    fn reader(&self) -> &Executor {
        self.replica.as_ref().unwrap_or(&self.executor)
    }

    /// The resource.
    pub fn resource(&self) -> &'static ResourceSpec {
        self.plan.resource()
    }

    /// Appends an answered row as a JSON object, without the columns that `permitted` excludes.
    ///
    /// # Errors
    /// 500 when a stored value is not of its type.
    pub fn write_json(&self, row: &Row, permitted: &Permitted, out: &mut Vec<u8>) -> Result<(), Problem> {
        self.plan.write_json(row, permitted, out).map_err(error::internal)
    }

    /// The version of an answered row.
    ///
    /// # Errors
    /// 500 when it cannot be read.
    pub fn version(&self, row: &Row) -> Result<RowVersion, Problem> {
        self.plan.version(row).map_err(error::internal)
    }

    /// The same, when the JSON of the row is written already.
    ///
    /// # Errors
    /// 500 when it cannot be read.
    pub fn version_of(&self, row: &Row, json: &[u8]) -> Result<RowVersion, Problem> {
        self.plan.version_of(row, json).map_err(error::internal)
    }

    /// A digest of what of an answered row changes without it, as far as it is permitted; `None` where nothing does.
    ///
    /// # Errors
    /// 500 when it cannot be read.
    pub fn unversioned_digest(&self, row: &Row, permitted: &Permitted) -> Result<Option<[u8; 16]>, Problem> {
        self.plan.unversioned_digest(row, None, permitted).map_err(error::internal)
    }

    /// Appends the key of an answered row to the path of its collection, a segment for each part: what a segment cannot hold is
    /// percent-encoded.
    ///
    /// # Errors
    /// 500 when it cannot be read.
    pub fn write_key(&self, row: &Row, path: &mut String) -> Result<(), Problem> {
        for part in &*self.plan.key(row).map_err(error::internal)? {
            path.push('/');
            match part {
                Value::Integer(part) => path.push_str(itoa::Buffer::new().format(*part)),
                Value::Uuid(part) => path.push_str(part.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer())),
                Value::Text(part) => path.extend(utf8_percent_encode(part, SEGMENT)),
                // Dates and times: a text in JSON, too.
                part => match part.to_json() {
                    serde_json::Value::String(part) => path.extend(utf8_percent_encode(&part, SEGMENT)),
                    _ => return Err(Problem::new(ProblemKind::INTERNAL, "The key of the row cannot be read.")),
                },
            }
        }
        Ok(())
    }

    /// All columns of an answered row, by index.
    ///
    /// # Errors
    /// 500 when a stored value is not of its type.
    pub fn values(&self, row: &Row) -> Result<Vec<Value>, Problem> {
        self.plan.values(row).map_err(error::internal)
    }

    /// Where a listed row stands in an order.
    fn position_of(&self, row: &Row, query: &ListQuery) -> Result<Vec<Value>, Problem> {
        self.plan.position_of(query, &self.plan.selected(query), row).map_err(error::internal)
    }

    /// How many rows are in the scope.
    async fn count(&self, scope: &Expr) -> Result<u64, Problem> {
        match self.answer(self.plan.count(scope), Kind::I64).await? {
            Value::Integer(count) => Ok(count.unsigned_abs()),
            _ => Ok(0),
        }
    }

    /// Whether any row is in the scope.
    async fn exists(&self, scope: &Expr) -> Result<bool, Problem> {
        Ok(self.answer(self.plan.exists(scope), Kind::Bool).await? == Value::Bool(true))
    }

    /// The one value that a statement answers.
    async fn answer(&self, statement: Statement, kind: Kind) -> Result<Value, Problem> {
        let row = self.reader().fetch_optional(statement).await.map_err(error::of_read)?;
        row.map_or(Ok(Value::Null), |row| row.value(0, kind)).map_err(error::internal)
    }

    /// Whether the next statement may succeed where the last one failed.
    async fn goes_on(&self) -> bool {
        self.executor.goes_on().await
    }

    /// Runs `attempt` again when it met another transaction, a bounded number of times; in a transaction only while that goes on.
    async fn retrying<T, F: Future<Output = Result<T, Failure>>>(&self, mut attempt: impl FnMut() -> F) -> Result<T, Problem> {
        let mut retries = Retries::default();
        loop {
            match attempt().await {
                Ok(done) => return Ok(done),
                Err(Failure::Problem(problem)) => return Err(problem),
                Err(Failure::Again) if self.goes_on().await && retries.again().await => {}
                Err(Failure::Again) => return Err(error::met_another()),
            }
        }
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
