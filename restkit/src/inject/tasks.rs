//! Work after the answer.

use std::{
    fmt,
    panic::AssertUnwindSafe,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use futures_util::{FutureExt as _, future::BoxFuture};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Scope, argument::context};
use crate::{
    db::Tasks,
    problem::{ApiError, Problem, Problems},
    spec::ArgumentFacts,
};

/// How much work after answers may be waiting or running, unless the app says otherwise.
const CAPACITY: usize = 1024;

/// The work after answers of one app.
///
/// It is bounded: what cannot be taken is refused while the client can still be told.
#[derive(Clone, Debug)]
pub struct Background {
    slots: Arc<Semaphore>,
    capacity: u32,
    /// What goes on by itself beside it, once the app has a database.
    besides: Arc<OnceLock<Tasks>>,
}

impl Default for Background {
    fn default() -> Self {
        Self::new(CAPACITY)
    }
}

impl Background {
    /// At most this many tasks waiting or running.
    pub fn new(capacity: usize) -> Self {
        let capacity = u32::try_from(capacity.clamp(1, Semaphore::MAX_PERMITS)).unwrap_or(u32::MAX);
        let slots = Semaphore::new(usize::try_from(capacity).unwrap_or(Semaphore::MAX_PERMITS));
        Self { slots: Arc::new(slots), capacity, besides: Arc::default() }
    }

    /// Waits for the clean-ups of requests and the hooks after commits on this database, too.
    pub(crate) fn beside(&self, tasks: &Tasks) {
        // An app is built once.
        let _ = self.besides.set(tasks.clone());
    }

    /// Waits until everything that was taken is done, the clean-ups of dependencies and the hooks after commits as well, for at most this
    /// long; answers whether it is. No task is taken any more.
    pub async fn drain(&self, patience: Duration) -> bool {
        let done = self.idle(patience).await;
        self.slots.close();
        done
    }

    /// Waits until everything that was taken so far is done, the clean-ups of dependencies and the hooks after commits as well, for at most
    /// this long; answers whether it is. Afterwards more can be taken.
    pub async fn idle(&self, patience: Duration) -> bool {
        let started = Instant::now();
        // Whoever holds all slots knows that nobody else holds one.
        let all = tokio::time::timeout(patience, self.slots.acquire_many(self.capacity)).await;
        let Ok(Ok(_held)) = all else { return false };
        match self.besides.get() {
            // What is done after an answer may commit, and so has hooks of its own: they come last.
            Some(besides) => besides.idle(patience.saturating_sub(started.elapsed())).await,
            None => true,
        }
    }

    fn start(&self, task: Task) {
        tokio::spawn(async move {
            let Task { name, work, slot } = task;
            if let Err(panic) = AssertUnwindSafe(work).catch_unwind().await {
                tracing::error!(task = name, message = panic_message(&*panic), "a task after an answer panicked");
            }
            drop(slot);
        });
    }
}

/// What a panic said.
pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// One piece of work.
struct Task {
    name: &'static str,
    work: BoxFuture<'static, ()>,
    slot: OwnedSemaphorePermit,
}

/// The work of one request that waits for its commit.
#[derive(Default)]
pub(super) struct Waiting(Vec<Task>);

impl Waiting {
    /// Forgets all of it.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

/// Takes work that is done after the answer, as an argument of a handler or a dependency.
///
/// It begins once the transaction of the request is committed; when the request fails it is forgotten. A panic in it is logged and harms
/// nobody else. When the server stops it waits for what was begun.
///
/// ```
/// use restkit::{inject::BackgroundTasks, prelude::*};
///
/// struct Orders;
///
/// /// Orders.
/// #[api(path = "/orders")]
/// impl Orders {
///     /// Sends the receipt of an order once more.
///     #[post("/receipt")]
///     #[authorize(authenticated)]
///     async fn receipt(background: BackgroundTasks) -> Result<(), restkit::inject::Full> {
///         background.push("receipt", async { println!("sent") })
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct BackgroundTasks(Scope);

impl BackgroundTasks {
    /// Takes a piece of work; `name` stands in the log when it panics.
    ///
    /// # Errors
    /// [`Full`] when too much waits already.
    pub fn push(&self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) -> Result<(), Full> {
        let slots = Arc::clone(&self.0.shared().background.slots);
        let slot = slots.try_acquire_owned().map_err(|_| Full)?;
        self.0.waiting().0.push(Task { name, work: Box::pin(work), slot });
        Ok(())
    }
}

context! {
    BackgroundTasks: ArgumentFacts::Context, scope => Ok(BackgroundTasks(scope.clone()));
}

impl Scope {
    /// Forgets what waited for a commit that did not happen.
    pub(super) fn forget_waiting(&self) {
        self.waiting().forget();
    }

    /// Begins what waited for the commit.
    pub(super) fn begin_waiting(&self) {
        let tasks = std::mem::take(&mut self.waiting().0);
        tasks.into_iter().for_each(|task| self.shared().background.start(task));
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|task| task.name)).finish()
    }
}

/// So much work is waiting that no more is taken: 503 for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too much work is waiting")]
pub struct Full;

impl ApiError for Full {
    // Any request can be answered with 503.
    const PROBLEMS: Problems = Problems::None;

    fn into_problem(self) -> Problem {
        Problem::unavailable("Too much work is waiting; try again.").with_source(self)
    }
}
