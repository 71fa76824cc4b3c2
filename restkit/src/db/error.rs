//! What can go wrong with a database, sorted by what the caller can do about it.

use crate::{
    problem::{ApiError, Problem, Problems},
    spec::TypeMismatch,
};

/// Why a statement failed.
///
/// The text of an error says what happened and never contains the URL or a value; what the driver said is its source.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Another row has these values already.
    #[error("a row with the same value exists already")]
    Unique {
        /// The table, when the database says which.
        table: Option<String>,
        /// The columns by their name in the database; empty when the database does not say.
        columns: Vec<String>,
    },
    /// A row that is referred to does not exist, or a row that goes away is still referred to.
    #[error("a reference to another row is broken")]
    ForeignKey {
        /// The name of the constraint; SQLite does not say.
        constraint: Option<String>,
        /// The columns by their name in the database, on the side of the row that was written or taken away; empty when the database does not
        /// say.
        columns: Vec<String>,
    },
    /// A rule of the table (`CHECK`, `NOT NULL`) is broken.
    #[error("a rule of the table is broken")]
    Check {
        /// The name of the constraint, or the column that may not be null; `None` when a value is too large for its column or its index,
        /// or not of the type of its column.
        constraint: Option<String>,
    },
    /// The transaction met another one (serialization failure, deadlock): it was rolled back and may be tried again.
    #[error("the transaction met another one")]
    Serialization,
    /// A statement of the transaction has failed or was given up, so it can only be rolled back.
    #[error("a statement of the transaction has failed")]
    TransactionFailed,
    /// The transaction was committed or rolled back before.
    #[error("the transaction is over")]
    TransactionOver,
    /// A write in a transaction that only reads.
    #[error("the transaction only reads")]
    ReadOnly,
    /// No connection came free in time, or the database is away.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// Everything else: a mistake in a statement, a stored value of the wrong type, a refused login.
    #[error("the database refused")]
    Other(#[source] sqlx::Error),
}

impl DbError {
    /// A value that is not of the type that it should be.
    #[cold]
    pub(crate) fn mismatch(mismatch: TypeMismatch) -> Self {
        Self::Other(sqlx::Error::Decode(Box::new(mismatch)))
    }
}

impl ApiError for DbError {
    // Any request can meet a database that is away, or a mistake.
    const PROBLEMS: Problems = Problems::None;

    /// 503 where the client may try again, else 500: which constraint concerns the client is not known here.
    #[cold]
    fn into_problem(self) -> Problem {
        match self {
            Self::Unavailable(_) => Problem::unavailable("The database cannot be reached at the moment.").with_source(self),
            Self::Serialization => Problem::unavailable("Too many requests changed the same rows at once; try again."),
            error => Problem::internal(error),
        }
    }
}

/// What [`ApiError::into_problem`] makes of it.
impl From<DbError> for Problem {
    #[cold]
    fn from(error: DbError) -> Self {
        error.into_problem()
    }
}

impl From<sqlx::Error> for DbError {
    #[cold]
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error;
        match &error {
            Error::Database(inner) => {
                #[cfg(feature = "postgres")]
                if let Some(postgres) = inner.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
                    return super::postgres::sort_error(postgres).unwrap_or_else(|class| class.wrap(error));
                }
                #[cfg(feature = "sqlite")]
                if let Some(sqlite) = inner.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
                    return super::sqlite::sort_error(sqlite).unwrap_or_else(|class| class.wrap(error));
                }
                Self::Other(error)
            }
            Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => {
                Self::Unavailable(error)
            }
            // The driver lost the thread of the conversation: the connection is useless, the database may be well.
            Error::Protocol(_) | Error::BeginFailed => Self::Unavailable(error),
            _ => Self::Other(error),
        }
    }
}

/// What an error of the database itself means when it is not about a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// The database cannot serve now.
    Unavailable,
    /// Everything else.
    Other,
}

impl Class {
    fn wrap(self, error: sqlx::Error) -> DbError {
        match self {
            Self::Unavailable => DbError::Unavailable(error),
            Self::Other => DbError::Other(error),
        }
    }
}

/// An error of ours about a value, in the driver's clothes, so that one type carries all sources.
pub(super) fn value_error(message: impl Into<String>) -> sqlx::Error {
    sqlx::Error::Decode(message.into().into())
}
