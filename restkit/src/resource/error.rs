//! From errors of the database to problems that name members.

use http::{HeaderValue, header::RETRY_AFTER};

use super::{Failure, Operations};
use crate::{
    db::{DbError, Executor},
    problem::{ApiError as _, Fault, Location, Problem, ProblemKind},
    spec::{ColumnSpec, Value},
};

/// 404, the same for a row that is not there and one that the caller may not see.
#[cold]
pub(crate) fn not_found() -> Problem {
    Problem::new(ProblemKind::NOT_FOUND, "There is no such row, or the caller may not see it.")
}

/// 403 for a row that the caller sees.
#[cold]
pub(super) fn denied() -> Problem {
    Problem::new(ProblemKind::FORBIDDEN, "The caller may not do this to this row.")
}

/// 412.
#[cold]
pub(super) fn other_version() -> Problem {
    Problem::new(ProblemKind::PRECONDITION_FAILED, "The row has another version by now.")
}

/// 503, to be tried again soon.
#[cold]
pub(super) fn unavailable(detail: &'static str) -> Problem {
    Problem::new(ProblemKind::UNAVAILABLE, detail).with_header(RETRY_AFTER, HeaderValue::from_static("1"))
}

/// 503 for what met other transactions again and again.
#[cold]
pub(super) fn met_another() -> Problem {
    unavailable("Too many requests changed the same rows at once; try again.")
}

/// 500; the cause goes to the log only.
#[cold]
pub(super) fn internal(error: DbError) -> Problem {
    Problem::internal(error)
}

/// An error where no constraint can be broken.
#[cold]
pub(super) fn unexpected(error: DbError) -> Problem {
    error.into_problem()
}

/// The problem of a read.
#[cold]
pub(super) fn of_read(error: DbError) -> Problem {
    match error {
        // Only the type of a column that names one of the database is not known before.
        DbError::Check { constraint: None } => Problem::new(ProblemKind::INVALID_PARAMETER, "A value does not fit its column."),
        error => unexpected(error),
    }
}

/// The problem of a delete.
#[cold]
pub(super) fn of_delete(error: DbError) -> Failure {
    match error {
        DbError::ForeignKey { .. } => Failure::Problem(Problem::new(ProblemKind::CONFLICT, "Other rows refer to this one.")),
        error => error.into(),
    }
}

impl Operations {
    /// The problem of an insert or update. `references` are the values written to columns that refer to other rows: SQLite does
    /// not say which of them is at fault. `key` is that of the row, where it was there before.
    pub(super) async fn of_write(&self, error: DbError, references: &[(usize, Value)], key: Option<&[Value]>) -> Failure {
        let resource = self.resource();
        let by_column = |name: &str| resource.columns.iter().find(|column| column.is_called(name));
        let by_constraint = |name: &str, kind: &str| {
            let inner = name.strip_prefix(resource.table)?.strip_prefix('_')?.strip_suffix(kind)?.strip_suffix('_')?;
            by_column(inner)
        };
        Failure::Problem(match error {
            DbError::Unique { columns, .. } => {
                let faults = columns.iter().filter_map(|name| by_column(name)).map(taken).collect();
                Problem::new(ProblemKind::CONFLICT, "Another row has the same value.").with_faults(faults)
            }
            DbError::ForeignKey { constraint, columns } => {
                let mut named: Vec<_> = columns.iter().filter_map(|name| by_column(name)).collect();
                if named.is_empty() {
                    let together = resource.foreign_keys().map(|key| key.columns).find(|columns| {
                        let names: Vec<&str> = columns.iter().filter_map(|at| Some(resource.columns.get(*at)?.column)).collect();
                        constraint.as_deref() == Some(&format!("{}_{}_fkey", resource.table, names.join("_")))
                    });
                    named.extend(together.iter().flat_map(|columns| columns.iter()).filter_map(|at| resource.columns.get(*at)));
                }
                let faults = match named.as_slice() {
                    [_, ..] => named.into_iter().map(dangling).collect(),
                    [] => match self.plan.dangling(&self.executor, references, key).await {
                        Ok(columns) => columns.iter().filter_map(|index| resource.columns.get(*index)).map(dangling).collect(),
                        // PostgreSQL answers nothing more in this transaction, and its constraint has a name of somebody else's.
                        Err(_) if matches!(self.executor, Executor::Tx(_)) => Vec::new(),
                        Err(error) => return error.into(),
                    },
                };
                if faults.is_empty() && references.is_empty() {
                    return Failure::Problem(Problem::new(ProblemKind::CONFLICT, "Other rows refer to this one."));
                }
                Problem::new(ProblemKind::CONFLICT, "A row that is referred to does not exist.").with_faults(faults)
            }
            DbError::Check { constraint: Some(name) } => {
                // SQLite calls a column that may not be null by its table as well.
                let column = by_constraint(&name, "check").or_else(|| by_column(&name));
                let Some(column) = column.or_else(|| by_column(name.rsplit_once('.')?.1)) else {
                    if !resource.managed {
                        // A rule that only the database knows.
                        return Failure::Problem(Problem::new(ProblemKind::VALIDATION, "The row breaks a rule of the table."));
                    }
                    return Failure::Problem(internal(DbError::Check { constraint: Some(name) }));
                };
                let fault = Fault::pointer(pointer(column), "check", "breaks a rule of the table");
                Problem::new(ProblemKind::VALIDATION, "The row breaks a rule of the table.").with_faults(vec![fault])
            }
            DbError::Check { constraint: None } => Problem::new(ProblemKind::VALIDATION, "A value does not fit its column."),
            error => return error.into(),
        })
    }

    /// The values of columns that refer to other rows.
    pub(super) fn references(&self, values: &[(usize, Value)]) -> Vec<(usize, Value)> {
        let refers = |index: &usize| self.resource().foreign_keys().any(|key| key.columns.contains(index));
        values.iter().filter(|(index, _)| refers(index)).cloned().collect()
    }
}

/// The same problem of one of several rows.
pub(super) fn of_row(index: usize, problem: Problem) -> Problem {
    further_in(&format!("/{index}"), problem)
}

/// The same problem of what a member holds.
pub(super) fn of_member(name: &str, problem: Problem) -> Problem {
    further_in(&format!("/{}", name.replace('~', "~0").replace('/', "~1")), problem)
}

fn further_in(before: &str, problem: Problem) -> Problem {
    let faults = problem.faults().iter().cloned().map(|mut fault| {
        if let Location::Pointer(pointer) = &mut fault.at {
            pointer.insert_str(0, before);
        }
        fault
    });
    let faults = faults.collect();
    problem.with_faults(faults)
}

fn taken(column: &ColumnSpec) -> Fault {
    Fault::pointer(pointer(column), "unique", "another row has this value")
}

fn dangling(column: &ColumnSpec) -> Fault {
    Fault::pointer(pointer(column), "reference", "refers to a row that does not exist")
}

/// The JSON pointer of a member (RFC 6901).
fn pointer(column: &ColumnSpec) -> String {
    format!("/{}", column.member.replace('~', "~0").replace('/', "~1"))
}
