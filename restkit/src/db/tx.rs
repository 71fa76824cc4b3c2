//! Transactions.

use super::{DbError, Inner, Row, Statement, run::Open};

/// A transaction. Dropping it rolls it back.
///
/// After a statement has failed the transaction cannot be committed any more, on SQLite as on PostgreSQL, so that no half of a change is
/// ever kept.
#[derive(Debug)]
pub struct Tx {
    open: AnyOpen,
    failed: bool,
}

#[derive(Debug)]
enum AnyOpen {
    #[cfg(feature = "sqlite")]
    Sqlite(Open<sqlx::SqliteConnection>),
    #[cfg(feature = "postgres")]
    Postgres(Open<sqlx::PgConnection>),
}

macro_rules! each {
    ($open:expr, $name:ident => $body:expr) => {
        match $open {
            #[cfg(feature = "sqlite")]
            AnyOpen::Sqlite($name) => $body,
            #[cfg(feature = "postgres")]
            AnyOpen::Postgres($name) => $body,
        }
    };
}

impl Tx {
    pub(super) async fn begin(db: &Inner) -> Result<Self, DbError> {
        let open = match db {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(runner) => AnyOpen::Sqlite(runner.begin().await?),
            #[cfg(feature = "postgres")]
            Inner::Postgres(runner) => AnyOpen::Postgres(runner.begin().await?),
        };
        Ok(Self { open, failed: false })
    }

    /// Runs a statement and answers its first row, if there is one.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_optional(&mut self, statement: Statement) -> Result<Option<Row>, DbError> {
        let mut first = None;
        self.run(&statement, &mut |row| {
            first.get_or_insert(row);
        })
        .await?;
        Ok(first)
    }

    /// Runs a statement and answers all its rows.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_all(&mut self, statement: Statement) -> Result<Vec<Row>, DbError> {
        let mut rows = Vec::new();
        self.run(&statement, &mut |row| rows.push(row)).await?;
        Ok(rows)
    }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn execute(&mut self, statement: Statement) -> Result<u64, DbError> {
        self.run(&statement, &mut |_| ()).await
    }

    async fn run(&mut self, statement: &Statement, keep: &mut (dyn FnMut(Row) + Send)) -> Result<u64, DbError> {
        // Until the answer is there the statement counts as failed: whoever drops this future must not commit afterwards.
        let failed_before = std::mem::replace(&mut self.failed, true);
        let outcome = each!(&mut self.open, open => open.run(statement, keep).await);
        self.failed = failed_before || outcome.is_err();
        outcome
    }

    /// Makes the changes last. Only when this has answered `Ok` have they happened.
    ///
    /// # Errors
    /// As [`DbError`] says; also when a statement of the transaction has failed before. The changes are undone then, except that nobody
    /// can know when the connection was lost during the commit ([`DbError::Unavailable`]).
    pub async fn commit(self) -> Result<(), DbError> {
        if self.failed {
            self.rollback().await?;
            return Err(DbError::Other(sqlx::Error::Protocol("a statement of the transaction has failed".to_owned())));
        }
        each!(self.open, open => open.end("COMMIT").await)
    }

    /// Undoes the changes.
    ///
    /// # Errors
    /// As [`DbError`] says; the changes are undone even then.
    pub async fn rollback(self) -> Result<(), DbError> {
        each!(self.open, open => open.end("ROLLBACK").await)
    }
}
