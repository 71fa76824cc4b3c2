//! The hooks of a resource without its type.

use std::{any::Any, panic::AssertUnwindSafe};

use futures_util::{FutureExt as _, future::BoxFuture};

use super::{
    Committed, HookContext, Hooks,
    draft::{Draft, Proposed},
};
use crate::{
    db::Db,
    inject::panic_message,
    problem::{ApiError as _, Problem},
    spec::{Resource, Value},
};

type Step<'a> = BoxFuture<'a, Result<(), Problem>>;

/// The hooks of one resource; rows are the values of all their columns.
pub(crate) struct HookTable {
    pub(super) before_create: for<'a> fn(&'a HookContext, &'a mut Proposed) -> Step<'a>,
    pub(super) after_create: for<'a> fn(&'a HookContext, &'a [Value]) -> Step<'a>,
    pub(super) before_update: for<'a> fn(&'a HookContext, &'a [Value], &'a mut Proposed) -> Step<'a>,
    pub(super) after_update: for<'a> fn(&'a HookContext, &'a [Value], &'a [Value]) -> Step<'a>,
    pub(super) before_delete: for<'a> fn(&'a HookContext, &'a [Value]) -> Step<'a>,
    pub(super) after_delete: for<'a> fn(&'a HookContext, &'a [Value]) -> Step<'a>,
    pub(super) after_commit: fn(Db, Committed<Vec<Value>>) -> BoxFuture<'static, ()>,
}

/// The hooks of a resource as its descriptor holds them. Generated code calls this.
#[doc(hidden)]
pub const fn hooks<R: Hooks>() -> Option<&'static (dyn Any + Send + Sync)> {
    Some(const { &HookTable::of::<R>() })
}

impl HookTable {
    const fn of<R: Hooks>() -> Self {
        Self {
            before_create: before_create::<R>,
            after_create: |cx, values| step(async move { R::after_create(cx, &row(values)?).await }),
            before_update: before_update::<R>,
            after_update: |cx, before, after| step(async move { R::after_update(cx, &row(before)?, &row(after)?).await }),
            before_delete: |cx, values| step(async move { R::before_delete(cx, &row(values)?).await }),
            after_delete: |cx, values| step(async move { R::after_delete(cx, &row(values)?).await }),
            after_commit: |db, event| Box::pin(told(R::spec().name, after_commit::<R>(db, event))),
        }
    }
}

fn step<'a>(hook: impl Future<Output = crate::inject::Result<()>> + Send + 'a) -> Step<'a> {
    Box::pin(async move { hook.await.map_err(crate::inject::Error::into_problem) })
}

fn row<R: Resource>(values: &[Value]) -> Result<R, Problem> {
    R::from_values(values.to_vec()).map_err(Problem::internal)
}

fn before_create<'a, R: Hooks>(cx: &'a HookContext, proposed: &'a mut Proposed) -> Step<'a> {
    step(async move {
        let mut draft = Draft::<R>::new(std::mem::take(proposed));
        R::before_create(cx, &mut draft).await?;
        *proposed = draft.into_proposed();
        Ok(())
    })
}

fn before_update<'a, R: Hooks>(cx: &'a HookContext, values: &'a [Value], proposed: &'a mut Proposed) -> Step<'a> {
    step(async move {
        let mut draft = Draft::<R>::new(std::mem::take(proposed));
        R::before_update(cx, &row(values)?, &mut draft).await?;
        *proposed = draft.into_proposed();
        Ok(())
    })
}

async fn after_commit<R: Hooks>(db: Db, event: Committed<Vec<Value>>) -> crate::inject::Result<()> {
    let event = match event {
        Committed::Created(values) => Committed::Created(row::<R>(&values)?),
        Committed::Updated { before, after } => Committed::Updated { before: row(&before)?, after: row(&after)? },
        Committed::Deleted(values) => Committed::Deleted(row(&values)?),
    };
    R::after_commit(&db, event).await
}

/// The operation has happened, so the log is the only place for what goes wrong.
async fn told(resource: &'static str, hook: impl Future<Output = crate::inject::Result<()>> + Send) {
    match AssertUnwindSafe(hook).catch_unwind().await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(resource, error = ?error, "a hook after a commit failed"),
        Err(panic) => tracing::error!(resource, message = panic_message(&*panic), "a hook after a commit panicked"),
    }
}
