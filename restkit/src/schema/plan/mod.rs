//! From changes to SQL.

mod expand;
mod fill;
mod finding;
mod loss;
mod postgres;
mod script;
mod sqlite;
mod sync;
mod types;
mod words;

pub use expand::{Expansion, contract, expand};
pub use fill::Fill;
use fill::Fills;
pub use finding::Finding;
#[cfg(feature = "cli")]
pub(crate) use finding::RENAME;
pub use loss::Loss;
pub use script::{Frame, NO_TRANSACTION, REBUILD, Script, Statement, Step};

use super::{diff::Changes, model::TableName};
use crate::db::Dialect;

/// What the caller of [`plan`] decides.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// What rows that exist hold in columns that need a value.
    pub fills: Vec<Fill>,
    /// Whether values may be lost.
    pub allow_data_loss: bool,
}

/// SQL that leads from one schema to another and back, for people to read before it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// One after the other; back, the last one first.
    pub steps: Vec<Step>,
    /// The values that will be lost.
    pub losses: Vec<Loss>,
    /// What to know before running it on a live database.
    pub findings: Vec<Finding>,
}

/// Why there is no plan: everything that has to be decided first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct PlanError {
    /// What has to be decided, never nothing.
    pub problems: Vec<Problem>,
}

/// One reason why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Rows that exist need a value.
    #[error(
        "{table}.{column} may not be null, and rows that exist have no value for it: give the field a default, or say what they hold, \
         as in `--backfill {table}.{column}=\"…\"` with an SQL expression"
    )]
    Value {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
    },
    /// A value was given for a column that is not there.
    #[error("a value was given for {table}.{column}, and there is no such column")]
    UnknownFill {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
    },
    /// There is no form of a table that the programs before and after can both use.
    #[error("{0}")]
    Expand(String),
    /// Values would be lost.
    #[error("{0}; if that is what you want, say `--allow-data-loss`")]
    Loss(Loss),
}

/// Makes the statements for changes.
///
/// On PostgreSQL tables that exist stay usable: indexes are built beside writes, constraints are added first and validated later, each in a
/// step of its own. On SQLite what `ALTER TABLE` cannot do rebuilds the table and keeps its rows, indexes, triggers and what refers to it.
///
/// # Errors
/// When a column needs a value for rows that exist, or values would be lost and that was not allowed: all of it at once.
///
/// ```
/// use restkit::{db::Dialect, schema::{self, Answer, PlanOptions, Renames, model::Schema}};
///
/// let changes = schema::diff(&Schema::default(), &Schema::default(), &Renames::default(), &mut |_| Answer::New);
/// assert!(schema::plan(&changes, Dialect::Sqlite, &PlanOptions::default()).unwrap().steps.is_empty());
/// ```
pub fn plan(changes: &Changes, dialect: Dialect, options: &PlanOptions) -> Result<Plan, PlanError> {
    planned(changes, dialect, options, &|_, _| false)
}

/// The same; `kept` tells which columns go away whose values are elsewhere.
fn planned(
    changes: &Changes,
    dialect: Dialect,
    options: &PlanOptions,
    kept: &dyn Fn(&TableName, &str) -> bool,
) -> Result<Plan, PlanError> {
    let fills = Fills(&options.fills);
    let mut losses = loss::all(changes, dialect);
    losses.retain(|loss| !matches!(loss, Loss::Column { table, column } if kept(table, column)));
    let mut problems = fill::missing(changes, fills);
    if !options.allow_data_loss {
        problems.extend(losses.iter().cloned().map(Problem::Loss));
    }
    if !problems.is_empty() {
        return Err(PlanError { problems });
    }
    let steps = match dialect {
        Dialect::Postgres => postgres::steps(changes, fills),
        Dialect::Sqlite => sqlite::steps(changes, fills),
    };
    Ok(Plan { steps, losses, findings: finding::all(changes, fills, dialect) })
}
