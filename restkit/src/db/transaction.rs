//! Transactions: how they begin and how they end.

use std::ops::Deref;

use super::{DbError, Tx};

/// How much of other transactions one sees while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Isolation {
    /// Each statement sees what was committed before it began.
    ReadCommitted,
    /// All statements see what was committed before the first of them began.
    RepeatableRead,
    /// As if transactions ran one after the other.
    Serializable,
}

/// What a transaction is to be; the default is that of the database, with writing.
///
/// SQLite lets one transaction write at a time, so there each of them is serializable, whatever is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TransactionOptions {
    /// What it sees of others; `None` for the default of the database.
    pub isolation: Option<Isolation>,
    /// Whether it only reads: a write is refused with [`DbError::ReadOnly`], and on SQLite it waits for no writer.
    pub read_only: bool,
}

/// A transaction, with whoever decides how it ends. Dropping it rolls it back.
///
/// It is a [`Tx`] for those who only run statements; they get clones of [`Transaction::tx`].
///
/// After a statement has failed the transaction cannot be committed any more, on SQLite as on PostgreSQL, so that no half of a change is
/// ever kept; [`Tx::savepoint`] is the way to go on after a failure.
///
/// ```no_run
/// use restkit::db::{Db, DbError, Statement};
///
/// # async fn example(db: &Db) -> Result<(), DbError> {
/// let transaction = db.begin().await?;
/// transaction.execute(Statement::literal("UPDATE tasks SET priority = 1", Vec::new())).await?;
/// transaction.commit().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction {
    tx: Tx,
}

impl Transaction {
    pub(super) const fn new(tx: Tx) -> Self {
        Self { tx }
    }

    /// The handle that runs statements; clone it to share the transaction.
    pub const fn tx(&self) -> &Tx {
        &self.tx
    }

    /// Makes the changes last. Only when this has answered `Ok` have they happened.
    ///
    /// # Errors
    /// [`DbError::TransactionFailed`] when a statement of the transaction has failed before, else as [`DbError`] says. The changes are
    /// undone then, except that nobody can know when the connection was lost during the commit ([`DbError::Unavailable`]).
    pub async fn commit(self) -> Result<(), DbError> {
        self.tx.commit().await
    }

    /// Undoes the changes.
    ///
    /// # Errors
    /// As [`DbError`] says; the changes are undone even then.
    pub async fn rollback(self) -> Result<(), DbError> {
        self.tx.rollback().await
    }
}

impl Deref for Transaction {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // Nothing is left to do after a commit or rollback that ran to its end.
        self.tx.abandon();
    }
}
