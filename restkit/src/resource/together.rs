//! What takes more than one statement: a write with what has to be looked at before it or read after it.

use std::sync::Arc;

use super::{Access, Failure, Operations, Precondition, error};
use crate::{
    db::{Executor, Row, Tx},
    query::RowVersion,
    spec::{Expr, Value, Version},
};

impl Precondition {
    /// Whether a row of this version is meant.
    pub fn allows(&self, version: RowVersion) -> bool {
        match self {
            Self::Any => true,
            Self::Versions(versions) => versions.contains(&version),
        }
    }
}

impl Operations {
    /// Does what belongs together in the transaction it is in, or in one of its own.
    pub(super) async fn together<T>(&self, work: impl AsyncFnOnce(&Self, &Tx) -> Result<T, Failure>) -> Result<T, Failure> {
        let db = match &self.executor {
            Executor::Db(db) => db,
            Executor::Tx(tx) => return work(self, tx).await,
        };
        let transaction = db.begin().await?;
        let inside = Self::with_plan((&transaction).into(), Arc::clone(&self.plan));
        match work(&inside, transaction.tx()).await {
            Ok(done) => {
                transaction.commit().await?;
                Ok(done)
            }
            // What was undone because of others may go better the next time, whatever was made of the error.
            Err(_) if transaction.met_another() => Err(Failure::Again),
            Err(failure) => {
                // It is rolled back when it is dropped, too; the failure says more than a second error would.
                let _ = transaction.rollback().await;
                Err(failure)
            }
        }
    }

    /// Whether a write has to compare the row before it: a statement can ask for a number, but not for a content.
    pub(super) fn compares_first(&self, precondition: &Precondition) -> bool {
        self.resource().version == Version::Content && matches!(precondition, Precondition::Versions(_))
    }

    /// The row in a scope, locked until the end of the transaction, when it is one that is meant.
    pub(super) async fn locked(
        &self,
        access: &Access<'_>,
        key: &[Value],
        scope: &Expr,
        precondition: &Precondition,
    ) -> Result<Row, Failure> {
        let row = self.executor.fetch_optional(self.plan.lock(key, scope, &access.gathered)).await?;
        let Some(row) = row else { return Err(self.missed(access, key, None).await?) };
        if *precondition != Precondition::Any && !precondition.allows(self.plan.version(&row)?) {
            return Err(error::other_version().into());
        }
        Ok(row)
    }

    /// Whether a statement that writes a row answers it as it is then. In somebody else's table there may be triggers that change it after the statement
    /// has answered it, and a view may answer what it was given; and what a statement computes from other rows is what they were before it.
    pub(super) fn answers_itself(&self) -> bool {
        self.resource().managed && !self.gathers()
    }

    /// The row that a statement has just written, read once more where that statement does not answer it.
    pub(super) async fn written(&self, access: &Access<'_>, answered: Row) -> Result<Row, Failure> {
        if self.answers_itself() {
            return Ok(answered);
        }
        let key = self.plan.key(&answered)?;
        let stored = self.executor.fetch_optional(self.plan.whole(&key, &Expr::Constant(true), &access.gathered)).await?;
        // A trigger may also have taken it away.
        Ok(stored.unwrap_or(answered))
    }
}
