//! Parts of a transaction that can fail alone.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures_util::future::BoxFuture;

use super::{AnyOpen, Talk, Tx};
use crate::db::DbError;

impl Tx {
    /// Does a part of the work so that it can fail alone: what it answers with `Ok` stays, and on `Err` all statements since its beginning
    /// are undone and the transaction goes on as if they had never been. Savepoints may stand in savepoints.
    ///
    /// Statements that other handles run meanwhile belong to the savepoint, too. When the future is dropped before its end, or when two
    /// handles open savepoints at the same time and the outer one ends first, the transaction can only be rolled back.
    ///
    /// ```no_run
    /// use restkit::db::{DbError, Statement, Tx};
    ///
    /// # async fn example(tx: &Tx) -> Result<(), DbError> {
    /// let taken = tx
    ///     .savepoint(async || {
    ///         tx.execute(Statement::literal("INSERT INTO names (name) VALUES ('ann')", Vec::new())).await
    ///     })
    ///     .await;
    /// if let Err(DbError::Unique { .. }) = taken {
    ///     tx.execute(Statement::literal("UPDATE names SET wanted = wanted + 1 WHERE name = 'ann'", Vec::new())).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the work answers; [`DbError::TransactionFailed`] when it answers `Ok` although one of its statements failed; else as
    /// [`DbError`] says.
    pub async fn savepoint<T, E: From<DbError>>(&self, work: impl AsyncFnOnce() -> Result<T, E>) -> Result<T, E> {
        let (depth, waiting) = self.open_savepoint().await?;
        let unfinished = Unfinished(&self.shared.doomed);
        let outcome = work().await;
        let closed = self.close_savepoint(depth, waiting, outcome.is_ok()).await;
        unfinished.finish();
        // An error of the work says more than one of the way back, which also leaves the transaction failed.
        let value = outcome?;
        closed?;
        Ok(value)
    }

    /// As [`Tx::savepoint`], one after the other for all who do this with clones of this handle: what is nested can be undone, what overlaps cannot.
    /// The work is given a handle with turns of its own, so that it may do the same.
    pub(crate) async fn savepoint_in_turn<T, E: From<DbError>>(
        &self,
        work: impl AsyncFnOnce(Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.turn.as_deref().unwrap_or(&self.shared.turn).lock().await;
        let inside = Self { shared: Arc::clone(&self.shared), turn: Some(Arc::default()) };
        self.savepoint(async || work(inside).await).await
    }

    /// Which savepoint it is, and how much waited for the commit before it.
    #[inline(never)]
    fn open_savepoint(&self) -> BoxFuture<'_, Result<(u32, usize), DbError>> {
        Box::pin(async move {
            let mut talk = self.talk().await;
            let Talk { open, failed, depth, on_commit } = &mut *talk;
            let open = self.fit(open, *failed)?;
            *failed = true;
            each!(open, open => open.control("SAVEPOINT restkit").await).inspect_err(|error| self.note(error))?;
            *failed = false;
            *depth += 1;
            Ok((*depth, on_commit.len()))
        })
    }

    /// Ends the savepoint that was opened as the `own`th, when so much waited for the commit: with what was done in it, or without.
    #[inline(never)]
    fn close_savepoint(&self, own: u32, waiting: usize, keep: bool) -> BoxFuture<'_, Result<(), DbError>> {
        Box::pin(self.close_savepoint_here(own, waiting, keep))
    }

    async fn close_savepoint_here(&self, own: u32, waiting: usize, keep: bool) -> Result<(), DbError> {
        let mut talk = self.talk().await;
        let Talk { open, failed, depth, on_commit } = &mut *talk;
        let failed_inside = *failed;
        let open = self.fit(open, false)?;
        if *depth != own {
            // Two parts of the work opened savepoints at the same time, so neither can be undone without the other.
            self.shared.doomed.store(true, Ordering::Release);
            return Err(DbError::TransactionFailed);
        }
        *failed = true;
        let keep_all = keep && !failed_inside;
        let sql = if keep_all { "RELEASE SAVEPOINT restkit" } else { "ROLLBACK TO SAVEPOINT restkit; RELEASE SAVEPOINT restkit" };
        if !keep_all {
            // What was undone is not to be spoken of after the commit.
            on_commit.truncate(waiting);
        }
        each!(open, open => open.control(sql).await).inspect_err(|error| self.note(error))?;
        *failed = false;
        *depth -= 1;
        if keep && failed_inside { Err(DbError::TransactionFailed) } else { Ok(()) }
    }
}

/// A savepoint that has not come to its end: dropped early, also by a panic, it dooms the transaction.
struct Unfinished<'a>(&'a AtomicBool);

impl Unfinished<'_> {
    fn finish(self) {
        std::mem::forget(self);
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}
