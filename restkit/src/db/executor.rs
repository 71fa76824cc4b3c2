//! Where statements run.

use super::{Db, DbError, Dialect, Row, Statement, Transaction, Tx};
use crate::spec::ResourceSpec;

/// Where statements run: each for itself on a database, or together in a transaction.
#[derive(Clone, Debug)]
pub enum Executor {
    /// Each statement for itself.
    Db(Db),
    /// In a transaction that somebody else ends.
    Tx(Tx),
}

impl Executor {
    /// The database.
    pub fn db(&self) -> &Db {
        match self {
            Self::Db(db) => db,
            Self::Tx(tx) => tx.db(),
        }
    }

    /// The one whose reads see what was written last, when this one's may be behind it.
    pub(crate) fn newest(&self) -> Option<Self> {
        match self {
            Self::Db(db) if db.may_be_behind() => Some(Self::Db(db.primary())),
            Self::Db(_) | Self::Tx(_) => None,
        }
    }

    /// Which SQL it speaks.
    pub fn dialect(&self) -> Dialect {
        self.db().dialect()
    }

    /// Runs a statement and answers its first row, if there is one.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_optional(&self, statement: Statement) -> Result<Option<Row>, DbError> {
        match self {
            Self::Db(db) => db.fetch_optional(statement).await,
            Self::Tx(tx) => tx.fetch_optional(statement).await,
        }
    }

    /// Runs a statement and answers all its rows.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_all(&self, statement: Statement) -> Result<Vec<Row>, DbError> {
        match self {
            Self::Db(db) => db.fetch_all(statement).await,
            Self::Tx(tx) => tx.fetch_all(statement).await,
        }
    }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn execute(&self, statement: Statement) -> Result<u64, DbError> {
        match self {
            Self::Db(db) => db.execute(statement).await,
            Self::Tx(tx) => tx.execute(statement).await,
        }
    }

    /// As [`Db::read_by_key`].
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn read_by_key(&self, resource: &'static ResourceSpec, statement: Statement) -> Result<Option<Row>, DbError> {
        match self {
            Self::Db(db) => db.read_by_key(resource, statement).await,
            Self::Tx(tx) => tx.fetch_optional(statement).await,
        }
    }

    /// Asks about a statement that has just failed: SQLite's transactions go on after it, and PostgreSQL's do not.
    pub(crate) async fn ask_after_failure(&self, statement: Statement) -> Result<Option<Row>, DbError> {
        match self {
            Self::Db(db) => db.fetch_optional(statement).await,
            Self::Tx(tx) => tx.ask_after_failure(statement).await,
        }
    }

    /// Whether the next statement may succeed where the last one failed.
    pub(crate) async fn goes_on(&self) -> bool {
        match self {
            Self::Db(_) => true,
            Self::Tx(tx) => tx.goes_on().await,
        }
    }
}

impl From<Db> for Executor {
    fn from(db: Db) -> Self {
        Self::Db(db)
    }
}

impl From<&Db> for Executor {
    fn from(db: &Db) -> Self {
        Self::Db(db.clone())
    }
}

impl From<Tx> for Executor {
    fn from(tx: Tx) -> Self {
        Self::Tx(tx)
    }
}

impl From<&Tx> for Executor {
    fn from(tx: &Tx) -> Self {
        Self::Tx(tx.clone())
    }
}

impl From<&Transaction> for Executor {
    fn from(transaction: &Transaction) -> Self {
        Self::Tx(transaction.tx().clone())
    }
}
