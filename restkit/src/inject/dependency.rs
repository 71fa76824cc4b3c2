//! Values that are made for one request from other arguments.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{FutureExt as _, future::BoxFuture};

use super::{Argument, Parsing, Scope, tasks::panic_message};
use crate::{
    db::Tasks,
    problem::Problem,
    spec::{ArgumentFacts, DependencySpec},
};

/// A type that `#[dependency]` made: the value of a function, resolved once per request.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a handler can take",
    label = "not an argument of a handler",
    note = "write `#[dependency]` above a function that makes one, and take the type that is made beside it"
)]
pub trait Dependency: Clone + Send + Sync + 'static {
    /// What the function answers.
    type Value: Send + Sync + 'static;

    /// The facts of the function.
    fn spec() -> &'static DependencySpec;

    /// Wraps the value.
    fn wrap(value: Arc<Self::Value>) -> Self;

    /// Reads what the arguments of the function need of the request; `None` when something is wrong with it.
    fn parse(request: &mut Parsing<'_>) -> Option<()>;

    /// Calls the function.
    fn make(scope: Scope) -> BoxFuture<'static, Result<Self::Value, Problem>>;

    /// What is to be done with the value when the request is over, and when.
    fn cleanup() -> Option<(When, CleanupFn<Self::Value>)> {
        None
    }
}

/// Cleans up after a value.
pub type CleanupFn<T> = fn(Arc<T>) -> BoxFuture<'static, ()>;

/// When a clean-up runs. When the client goes away or the handler panics, both kinds run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// After the transaction is over, before the answer leaves.
    BeforeResponse,
    /// When the answer has left.
    AfterResponse,
}

#[diagnostic::do_not_recommend]
impl<D: Dependency> Argument for D {
    const FACTS: ArgumentFacts = ArgumentFacts::Dependency(D::spec);
    type Parsed = ();

    fn parse(request: &mut Parsing<'_>, _: &'static str) -> Option<()> {
        let id = TypeId::of::<D>();
        if request.scope().shared().overrides.has(id) || !request.is_unread(id) {
            return Some(());
        }
        D::parse(request)
    }

    async fn resolve((): (), scope: &Scope) -> Result<Self, Problem> {
        let id = TypeId::of::<D>();
        if let Some(made) = scope.made(id).and_then(|made| made.downcast::<D::Value>().ok()) {
            return Ok(D::wrap(made));
        }
        let value = match scope.shared().overrides.0.get(&id) {
            Some(stand_in) => match stand_in(scope.clone()).await?.downcast::<D::Value>() {
                Ok(value) => value,
                // `Overrides::insert` takes only values of the type.
                Err(_) => Arc::new(D::make(scope.clone()).await?),
            },
            None => {
                let value = Arc::new(D::make(scope.clone()).await?);
                if let Some((when, clean)) = D::cleanup() {
                    let value = Arc::clone(&value);
                    scope.cleanups().push(when, Box::new(move || clean(value)));
                }
                value
            }
        };
        scope.keep(id, Arc::clone(&value) as _);
        Ok(D::wrap(value))
    }
}

type StandIn = Arc<dyn Fn(Scope) -> BoxFuture<'static, Result<Arc<dyn Any + Send + Sync>, Problem>> + Send + Sync>;

/// What stands in for dependencies, in tests.
#[derive(Clone, Default)]
pub struct Overrides(HashMap<TypeId, StandIn>);

impl Overrides {
    /// Whether something stands in for a dependency.
    pub fn has(&self, id: TypeId) -> bool {
        self.0.contains_key(&id)
    }

    /// Lets `make` stand in for a dependency.
    pub fn insert<D: Dependency, F>(&mut self, make: impl Fn() -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<D::Value, Problem>> + Send + 'static,
    {
        let stand_in: StandIn = Arc::new(move |_| {
            let value = make();
            Box::pin(async move { Ok(Arc::new(value.await?) as Arc<dyn Any + Send + Sync>) })
        });
        self.0.insert(TypeId::of::<D>(), stand_in);
    }
}

impl fmt::Debug for Overrides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Overrides").field(&self.0.len()).finish()
    }
}

type Clean = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

/// What is to be done when a request is over; the last that was made is cleaned up first.
#[derive(Default)]
pub(super) struct Cleanups(Mutex<Vec<(When, Clean)>>);

impl Cleanups {
    pub(super) fn push(&self, when: When, clean: Clean) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((when, clean));
    }

    /// Does what is to be done at this time, and waits for it.
    pub(super) async fn run(&self, when: When, tasks: &Tasks) {
        if let Some(work) = start(self.take(Some(when)), tasks) {
            // It is a task of its own, so a client that goes away meanwhile does not end it.
            let _ = work.await;
        }
    }

    /// The request is over, however it ended: what has not been done yet is done now.
    pub(super) fn finish(&self, tasks: &Tasks) {
        drop(start(self.take(None), tasks));
    }

    fn take(&self, when: Option<When>) -> Vec<Clean> {
        let mut cleanups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = cleanups.extract_if(.., |(at, _)| when.is_none_or(|when| *at == when));
        let mut taken: Vec<Clean> = taken.map(|(_, clean)| clean).collect();
        taken.reverse();
        taken
    }
}

/// Cleans up one after the other; a panic in one is harmless to the others.
fn start(cleanups: Vec<Clean>, tasks: &Tasks) -> Option<tokio::task::JoinHandle<()>> {
    if cleanups.is_empty() {
        return None;
    }
    // Without a runtime nothing of the request could have run.
    let runtime = tokio::runtime::Handle::try_current().ok()?;
    Some(tasks.spawn(&runtime, async move {
        for clean in cleanups {
            if let Err(panic) = AssertUnwindSafe(async move { clean().await }).catch_unwind().await {
                tracing::error!(message = panic_message(&*panic), "a clean-up of a dependency panicked");
            }
        }
    }))
}
