//! Rows to begin with.

use std::{fmt, future::Future, sync::Arc};

use super::{
    error::MigrateError,
    set::{BoxError, Work},
};
use crate::db::{Db, Tx};

/// Rows to begin with, under a name.
#[derive(Clone)]
pub(crate) struct Seed {
    name: String,
    work: Work,
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seed").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Seed {
    pub(crate) fn new<F>(name: String, work: impl Fn(Tx) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        Self { name, work: Arc::new(move |tx| Box::pin(work(tx))) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Runs it in a transaction.
    pub(crate) async fn run(&self, db: &Db) -> Result<(), MigrateError> {
        let transaction = db.begin().await?;
        if let Err(source) = (self.work)(transaction.tx().clone()).await {
            // What failed says more than that the way back did.
            let _ = transaction.rollback().await;
            return Err(MigrateError::Seed { name: self.name.clone(), source });
        }
        Ok(transaction.commit().await?)
    }
}
