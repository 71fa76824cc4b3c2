//! Why migrations do not run.

use std::{fmt, time::Duration};

use super::{set::BoxError, status::Fault};
use crate::db::DbError;

/// A statement of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line on which the statement begins.
    pub line: usize,
    /// The statement, shortened.
    pub statement: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: the statement `{}`", self.file, self.line, self.statement)
    }
}

/// Why migrations do not run. Its text names the file and the statement, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MigrateError {
    /// What was applied and the files do not fit together.
    #[error("the migrations do not fit what was applied:\n{}", list(.0))]
    History(Vec<Fault>),
    /// A statement failed.
    #[error("{at} failed{}", in_brackets(.advice))]
    Statement {
        /// Which.
        at: Box<Place>,
        /// What to do about it, where that is known.
        advice: Option<&'static str>,
        /// What the database says.
        source: sqlx::Error,
    },
    /// A statement waited too long for a lock, each time.
    #[error(
        "{at} got no lock within {} ms, {attempts} times; something holds the table: look into pg_stat_activity for long transactions, \
         and try again",
        .waited.as_millis()
    )]
    Locked {
        /// Which.
        at: Box<Place>,
        /// How long each attempt waited.
        waited: Duration,
        /// How often it was tried.
        attempts: u32,
        /// What the database says.
        source: sqlx::Error,
    },
    /// A migration in Rust failed.
    #[error("the migration {name} failed")]
    Step {
        /// Which.
        name: String,
        /// Why.
        source: BoxError,
    },
    /// A seed failed.
    #[error("the seed {name} failed")]
    Seed {
        /// Which.
        name: String,
        /// Why.
        source: BoxError,
    },
    /// Rows refer to others that are not there.
    #[error("{file}: after it, rows of {} would refer to rows that do not exist; nothing was changed", .tables.join(", "))]
    ForeignKeys {
        /// The file.
        file: String,
        /// The tables of the rows.
        tables: Vec<String>,
    },
    /// Another program is at it.
    #[error("another program migrates this database, and did not come to its end within {} s; MIGRATE_WAIT says how long to wait", .0.as_secs())]
    Busy(Duration),
    /// There is no way back.
    #[error("there is no way back from {0}: it has no `.down.sql` file")]
    Irreversible(String),
    /// What was done of a script does not fit the script any more.
    #[error(
        "{file} stopped behind its statement {done}, and what stands before has changed since; write these statements as they were, so that the rest can be run"
    )]
    HalfDone {
        /// The file.
        file: String,
        /// How many statements are done.
        done: usize,
    },
    /// There is no such migration.
    #[error("there is no migration {0}; `migrate status` lists them")]
    Unknown(i64),
    /// The database does not answer as it should.
    #[error("the database does not answer as it should")]
    Database(#[from] DbError),
}

fn list(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn in_brackets(advice: &Option<&'static str>) -> String {
    advice.map(|advice| format!(" ({advice})")).unwrap_or_default()
}
