//! Writes with hooks around them.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Committed, HookContext, draft::Proposed, table::HookTable};
use crate::{
    db::{DbError, Executor, Row, Tx},
    input::{self, Setter},
    problem::Problem,
    resource::{Access, Failure, Operations, Precondition, error},
    spec::Value,
};

/// What is to be written. The caller may do it, as far as that is known before the row is read.
pub(in crate::resource) enum Write<'a> {
    /// Make a row with these values.
    Create(Vec<Value>),
    /// Make all these rows; a fault says of which it is.
    CreateAll(Vec<Vec<Value>>),
    /// Set these columns.
    Update { key: &'a Value, set: Vec<(usize, Value)>, precondition: &'a Precondition },
    /// Remove a row.
    Delete { key: &'a Value, precondition: &'a Precondition },
}

/// A write in its transaction.
struct Inside<'a> {
    operations: &'a Operations,
    hooks: &'static HookTable,
    cx: HookContext,
    access: &'a Access<'a>,
}

impl Operations {
    /// What runs around its writes.
    pub(in crate::resource) fn hooks(&self) -> Option<&'static HookTable> {
        self.resource().hooks?.downcast_ref()
    }

    /// Writes with hooks; answers the rows. Boxed, so that the futures of resources without hooks do not grow.
    pub(in crate::resource) fn hooked<'a>(
        &'a self,
        hooks: &'static HookTable,
        access: &'a Access<'a>,
        write: Write<'a>,
    ) -> BoxFuture<'a, Result<Vec<Row>, Problem>> {
        Box::pin(async move {
            let write = &write;
            self.retrying(|| self.attempt(hooks, access, write)).await
        })
    }

    async fn attempt(&self, hooks: &'static HookTable, access: &Access<'_>, write: &Write<'_>) -> Result<Vec<Row>, Failure> {
        let inside = |tx: &Tx| HookContext { tx: tx.clone(), caller: access.caller.cloned() };
        match &self.executor {
            Executor::Db(db) => {
                let transaction = db.begin().await?;
                let operations = &Self { executor: (&transaction).into(), plan: Arc::clone(&self.plan) };
                let written = Inside { operations, hooks, cx: inside(&transaction), access }.write(write).await;
                match written {
                    Ok(rows) => {
                        transaction.commit().await?;
                        Ok(rows)
                    }
                    // What was undone because of others may go better the next time, whatever a hook made of the error.
                    Err(_) if transaction.met_another() => Err(Failure::Again),
                    Err(failure) => {
                        // It is rolled back when it is dropped, too; the failure says more than a second error would.
                        let _ = transaction.rollback().await;
                        Err(failure)
                    }
                }
            }
            Executor::Tx(tx) => {
                let inside = Inside { operations: self, hooks, cx: inside(tx), access };
                // Whoever holds the transaction may go on after an error, and must not find half of the operation in it.
                let written = tx.savepoint(async || inside.write(write).await).await;
                // Only the whole transaction can be tried again.
                written.map_err(|failure| if tx.met_another() { error::met_another().into() } else { failure })
            }
        }
    }
}

impl Inside<'_> {
    async fn write(&self, write: &Write<'_>) -> Result<Vec<Row>, Failure> {
        match write {
            Write::Create(row) => Ok(vec![self.create(row.clone()).await?]),
            Write::CreateAll(rows) => {
                let mut made = Vec::with_capacity(rows.len());
                for (index, row) in rows.iter().enumerate() {
                    made.push(self.create(row.clone()).await.map_err(|failure| match failure {
                        Failure::Problem(problem) => error::of_row(index, problem).into(),
                        Failure::Again => Failure::Again,
                    })?);
                }
                Ok(made)
            }
            Write::Update { key, set, precondition } => Ok(vec![self.update(key, set.clone(), precondition).await?]),
            Write::Delete { key, precondition } => {
                self.delete(key, precondition).await?;
                Ok(Vec::new())
            }
        }
    }

    async fn create(&self, mut row: Vec<Value>) -> Result<Row, Failure> {
        let operations = self.operations;
        let identity = operations.identity_key();
        let values = row.iter().enumerate().map(|(index, value)| (Some(index) != identity).then(|| value.clone()));
        let mut draft = Proposed::new(values.collect());
        (self.hooks.before_create)(&self.cx, &mut draft).await?;
        let set = self.set_by_hook(draft)?;
        if !set.is_empty() {
            row = operations.changed_row(row, &set, None)?;
            self.access.permits(&row)?;
        }
        let (statement, references) = operations.insertion(row.clone());
        let made = match operations.executor.fetch_optional(statement).await {
            Ok(Some(made)) => made,
            Ok(None) => return Err(error::internal(DbError::Check { constraint: None }).into()),
            Err(error) => return Err(operations.of_write(error, &references).await),
        };
        let row = self.written(&made, row)?;
        (self.hooks.after_create)(&self.cx, &row).await?;
        self.tell(Committed::Created(row)).await;
        Ok(made)
    }

    async fn update(&self, key: &Value, mut set: Vec<(usize, Value)>, precondition: &Precondition) -> Result<Row, Failure> {
        let (operations, access) = (self.operations, self.access);
        let scope = &access.scope();
        let before = self.locked(key, precondition).await?;
        // The change has to be one that the caller may make, before a hook hears of it.
        operations.changed_row(before.clone(), &set, access.leaves_scope(&set).then_some(scope))?;
        let mut values = vec![None; before.len()];
        for (index, value) in &set {
            if let Some(slot) = values.get_mut(*index) {
                *slot = Some(value.clone());
            }
        }
        let mut draft = Proposed::new(values);
        (self.hooks.before_update)(&self.cx, &before, &mut draft).await?;
        for (index, value) in self.set_by_hook(draft)? {
            set.retain(|(other, _)| *other != index);
            set.push((index, value));
        }
        let leaves_scope = access.leaves_scope(&set);
        operations.stamp(&mut set);
        let after = operations.changed_row(before.clone(), &set, leaves_scope.then_some(scope))?;
        let references = operations.references(&set);
        // The row is locked: only the hook itself can have given it another version.
        let statement = operations.plan.update(key, scope, set, None);
        let made = match operations.executor.fetch_optional(statement).await {
            Ok(Some(made)) => made,
            Ok(None) => return Err(operations.missed(access, key, None).await?),
            Err(error) => return Err(operations.of_write(error, &references).await),
        };
        let after = self.written(&made, after)?;
        (self.hooks.after_update)(&self.cx, &before, &after).await?;
        self.tell(Committed::Updated { before, after }).await;
        Ok(made)
    }

    async fn delete(&self, key: &Value, precondition: &Precondition) -> Result<(), Failure> {
        let operations = self.operations;
        let row = self.locked(key, precondition).await?;
        (self.hooks.before_delete)(&self.cx, &row).await?;
        match operations.executor.execute(operations.plan.delete(key, &self.access.scope(), None)).await {
            Ok(0) => return Err(operations.missed(self.access, key, None).await?),
            Ok(_) => {}
            Err(error) => return Err(error::of_delete(error)),
        }
        (self.hooks.after_delete)(&self.cx, &row).await?;
        self.tell(Committed::Deleted(row)).await;
        Ok(())
    }

    /// The row, in the caller's scope and locked.
    async fn locked(&self, key: &Value, precondition: &Precondition) -> Result<Vec<Value>, Failure> {
        let operations = self.operations;
        let row = operations.executor.fetch_optional(operations.plan.lock(key, &self.access.scope())).await?;
        let Some(row) = row else { return Err(operations.missed(self.access, key, None).await?) };
        if let Precondition::Versions(versions) = precondition
            && !versions.contains(&operations.plan.version(&row)?)
        {
            return Err(error::other_version().into());
        }
        Ok(operations.plan.locked_values(&row)?)
    }

    /// What a hook set, held to the rules of the columns.
    fn set_by_hook(&self, draft: Proposed) -> Result<Vec<(usize, Value)>, Problem> {
        let set = draft.into_touched();
        if set.is_empty() {
            return Ok(set);
        }
        let members = input::patch_from(self.operations.resource(), set, Setter::System)?;
        Ok(members.into_iter().enumerate().filter_map(|(index, member)| Some((index, member?))).collect())
    }

    /// The whole row: as it was answered, and what answers leave out as it was set.
    fn written(&self, answered: &Row, set: Vec<Value>) -> Result<Vec<Value>, Problem> {
        let mut row = self.operations.values(answered)?;
        for ((column, value), set) in self.operations.resource().columns.iter().zip(&mut row).zip(set) {
            if !column.readable() {
                *value = set;
            }
        }
        Ok(row)
    }

    /// Says what happened, once it is committed.
    async fn tell(&self, event: Committed<Vec<Value>>) {
        let tx = self.cx.tx();
        tx.on_commit((self.hooks.after_commit)(tx.db().clone(), event)).await;
    }
}
