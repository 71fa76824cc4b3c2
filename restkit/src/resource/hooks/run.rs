//! Writes with hooks around them.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Committed, HookContext, draft::Proposed, table::HookTable};
use crate::{
    db::{Executor, Row, Tx},
    input::{self, Setter},
    problem::Problem,
    resource::{Access, Failure, Operations, Precondition, error, update::Change},
    spec::{Expr, Value},
};

/// What is to be written. The caller may do it, as far as that is known before the row is read.
pub(in crate::resource) enum Write<'a> {
    /// Make a row with these values.
    Create(Vec<Value>),
    /// Make all these rows; a fault says of which it is.
    CreateAll(Vec<Vec<Value>>),
    /// Set these columns.
    Update { key: &'a [Value], set: Vec<(usize, Value)>, precondition: &'a Precondition },
    /// Remove a row.
    Delete { key: &'a [Value], precondition: &'a Precondition },
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
        let cx = |tx: &Tx| HookContext { tx: tx.clone(), caller: access.caller.cloned() };
        let work = async |operations: &Self, tx: &Tx| Inside { operations, hooks, cx: cx(tx), access }.write(write).await;
        let Executor::Tx(tx) = &self.executor else { return self.together(work).await };
        // Whoever holds the transaction may go on after an error, and must not find half of the operation in it.
        let written = tx.savepoint_in_turn(async |tx: Tx| {
            let inside = Self::with_plan((&tx).into(), Arc::clone(&self.plan));
            work(&inside, &tx).await
        });
        // Only the whole transaction can be tried again.
        written.await.map_err(|failure| if tx.met_another() { error::met_another().into() } else { failure })
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
        let identity = operations.resource().counted_key();
        let values = row.iter().enumerate().map(|(index, value)| (Some(index) != identity).then(|| value.clone()));
        let mut draft = Proposed::new(values.collect());
        (self.hooks.before_create)(&self.cx, &mut draft).await?;
        let set = self.set_by_hook(draft)?;
        if !set.is_empty() {
            row = operations.changed_row(row, &set, None)?;
            self.access.permits(operations.resource(), &row)?;
        }
        let made = operations.insert(self.access, &operations.insertion(row.clone())).await?;
        let row = self.written(&made, row).await?;
        (self.hooks.after_create)(&self.cx, &row).await?;
        self.tell(Committed::Created(row)).await;
        Ok(made)
    }

    async fn update(&self, key: &[Value], mut set: Vec<(usize, Value)>, precondition: &Precondition) -> Result<Row, Failure> {
        let (operations, access) = (self.operations, self.access);
        let scope = &access.scope();
        let before = operations.locked(access, key, scope, precondition).await?;
        let before = operations.plan.locked_values(&before)?;
        // The change has to be one that the caller may make, before a hook hears of it.
        operations.changed_row(before.clone(), &set, access.leaves_scope(operations.resource(), &set).then_some(scope))?;
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
        let leaves_scope = access.leaves_scope(operations.resource(), &set);
        operations.stamp(&mut set);
        let after = operations.changed_row(before.clone(), &set, leaves_scope.then_some(scope))?;
        let references = operations.references(&set);
        let change = Change { access, key, scope: scope.clone(), leaves_scope, set, references, returning: true };
        // The row is locked: only the hook itself can have given it another version.
        let made = operations.plain_update(&change, &Precondition::Any).await?.ok_or_else(error::not_found)?;
        let after = self.written(&made, after).await?;
        (self.hooks.after_update)(&self.cx, &before, &after).await?;
        self.tell(Committed::Updated { before, after }).await;
        Ok(made)
    }

    async fn delete(&self, key: &[Value], precondition: &Precondition) -> Result<(), Failure> {
        let operations = self.operations;
        let scope = &self.access.scope();
        let row = operations.locked(self.access, key, scope, precondition).await?;
        let row = operations.plan.locked_values(&row)?;
        (self.hooks.before_delete)(&self.cx, &row).await?;
        operations.plain_delete(self.access, key, scope, None).await?;
        (self.hooks.after_delete)(&self.cx, &row).await?;
        self.tell(Committed::Deleted(row)).await;
        Ok(())
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
    async fn written(&self, answered: &Row, set: Vec<Value>) -> Result<Vec<Value>, Failure> {
        let operations = self.operations;
        // What was read again is whole.
        if !operations.answers_itself()
            && let Ok(row) = operations.plan.locked_values(answered)
        {
            return Ok(row);
        }
        // Nobody but the database knows what it computes.
        if operations.resource().columns.iter().any(|column| column.computed.is_some() && !column.readable()) {
            let key = operations.plan.key(answered)?;
            let whole = operations.plan.whole(&key, &Expr::Constant(true), &self.access.gathered);
            if let Some(stored) = operations.executor.fetch_optional(whole).await? {
                return Ok(operations.plan.locked_values(&stored)?);
            }
        }
        let mut row = operations.values(answered)?;
        for ((column, value), set) in operations.resource().columns.iter().zip(&mut row).zip(set) {
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
