//! The pool of connections.
//!
//! sqlx has a pool of its own; this one differs where requests feel it: a connection whose statement has run to its end goes back
//! without a ping and without a task of its own (a round trip less per request), connections that were opened before one was found
//! dead are not trusted, and a connection that somebody lost interest in is cleaned up in the background before it is used again.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    PoolSettings,
    run::Driver,
    wake::{Backoff, comes_back},
};

/// How long a connection may take to be cleaned up or to say goodbye.
const PATIENCE: Duration = Duration::from_secs(5);

/// Nobody waits longer than a day, and moments far in the future have no number.
const LONGEST: Duration = Duration::from_secs(86_400);

pub(super) struct Pool<C: Driver> {
    shared: Arc<Shared<C>>,
}

struct Shared<C: Driver> {
    options: C::Options,
    settings: PoolSettings,
    /// One permit for each connection that may exist. Whoever holds a permit finds an idle connection or may open one.
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Idle<C>>>,
    closed: AtomicBool,
}

/// Who waits for a connection.
#[derive(Clone, Copy, Debug)]
enum Patience {
    /// A program that starts, which has time, and whose person wants to know what it waits for.
    Start,
    /// A request.
    Request,
}

struct Idle<C> {
    connection: C,
    born: Instant,
    since: Instant,
}

/// A connection in use.
pub(super) struct Lease<C: Driver> {
    /// `None` once it was released or discarded.
    live: Option<Live<C>>,
    shared: Arc<Shared<C>>,
}

struct Live<C> {
    connection: C,
    born: Instant,
    taken: Instant,
    idle_for: Option<Duration>,
    in_transaction: bool,
    permit: OwnedSemaphorePermit,
    /// What else is to be held until the connection is at rest.
    turn: Option<OwnedSemaphorePermit>,
}

impl<C: Driver> Clone for Pool<C> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<C: Driver> fmt::Debug for Pool<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("settings", &self.shared.settings).finish_non_exhaustive()
    }
}

impl<C: Driver> fmt::Debug for Lease<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease").finish_non_exhaustive()
    }
}

impl<C: Driver> Pool<C> {
    /// Makes a pool and opens its first connections, so that a wrong URL is known at once. A database that sleeps or starts up is waited for.
    pub(super) async fn connect(options: C::Options, settings: PoolSettings) -> Result<Self, Error> {
        let deadline = Instant::now() + settings.connect_timeout.min(LONGEST);
        let first = settings.min_connections.clamp(1, settings.max_connections.max(1));
        let pool = Self::new(options, settings);
        let mut leases = Vec::new();
        for _ in 0..first {
            let permit = pool.permit().await?;
            leases.push(in_time(deadline, pool.open(permit, deadline, Patience::Start)).await?);
        }
        for lease in leases {
            lease.release();
        }
        Ok(pool)
    }

    /// Makes a pool that opens its connections when they are asked for.
    pub(super) fn new(options: C::Options, mut settings: PoolSettings) -> Self {
        settings.acquire_timeout = settings.acquire_timeout.min(LONGEST);
        let most = usize::try_from(settings.max_connections.max(1)).unwrap_or(1);
        let permits = Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)));
        let shared =
            Arc::new(Shared { options, settings, permits, idle: Mutex::new(Vec::new()), closed: AtomicBool::new(false) });
        let pool = Self { shared };
        pool.spawn_keeper();
        pool
    }

    /// A connection, idle or new.
    pub(super) async fn acquire(&self) -> Result<Lease<C>, Error> {
        let deadline = Instant::now() + self.shared.settings.acquire_timeout;
        let permit = match Arc::clone(&self.shared.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => in_time(deadline, self.permit()).await?,
        };
        match self.shared.pop() {
            Some(idle) => Ok(self.reuse(idle, permit)),
            // In a box: what opening needs would make every request's future several times as large, and futures are moved.
            None => in_time(deadline, Box::pin(self.open(permit, deadline, Patience::Request))).await,
        }
    }

    /// A connection that is not older than `moment`, at which one was taken that turned out to be dead: what killed it has most likely
    /// killed all that were open then, so those that are idle are closed.
    pub(super) async fn acquire_since(&self, moment: Instant) -> Result<Lease<C>, Error> {
        self.shared.idle().retain(|idle| idle.born >= moment);
        self.acquire().await
    }

    /// Waits for the connections in use to come back, then closes all.
    pub(super) async fn close(&self) {
        self.shared.closed.store(true, Ordering::Release);
        let all = self.shared.settings.max_connections.max(1);
        let _all = tokio::time::timeout(PATIENCE, self.shared.permits.acquire_many(all)).await;
        self.shared.permits.close();
        let idle = std::mem::take(&mut *self.shared.idle());
        for idle in idle {
            // It is going away: whether it says goodbye does not matter.
            let _ = tokio::time::timeout(PATIENCE, idle.connection.close()).await;
        }
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, Error> {
        Arc::clone(&self.shared.permits).acquire_owned().await.map_err(|_| Error::PoolClosed)
    }

    fn reuse(&self, idle: Idle<C>, permit: OwnedSemaphorePermit) -> Lease<C> {
        let taken = Instant::now();
        let live = Live {
            connection: idle.connection,
            born: idle.born,
            taken,
            idle_for: Some(taken.saturating_duration_since(idle.since)),
            in_transaction: false,
            permit,
            turn: None,
        };
        Lease { live: Some(live), shared: Arc::clone(&self.shared) }
    }

    /// A connection beside those of the pool, for what would leave a trace on one of them; it counts for no limit, and none holds for it.
    pub(super) async fn separate(&self) -> Result<C, Error> {
        let deadline = Instant::now() + self.shared.settings.acquire_timeout;
        let options = C::unlimited(&self.shared.options);
        in_time(deadline, Box::pin(self.connection(&options, deadline, Patience::Request))).await
    }

    /// Opens a connection for whoever holds a permit.
    async fn open(&self, permit: OwnedSemaphorePermit, deadline: Instant, patience: Patience) -> Result<Lease<C>, Error> {
        let connection = self.connection(&self.shared.options, deadline, patience).await?;
        let born = Instant::now();
        let live = Live { connection, born, taken: born, idle_for: None, in_transaction: false, permit, turn: None };
        Ok(Lease { live: Some(live), shared: Arc::clone(&self.shared) })
    }

    /// Opens a connection; while the server sleeps or starts up, again and again until the time is over.
    async fn connection(&self, options: &C::Options, deadline: Instant, patience: Patience) -> Result<C, Error> {
        let mut backoff = match patience {
            Patience::Start => Backoff::new(Duration::from_millis(100), Duration::from_secs(5)),
            Patience::Request => Backoff::new(Duration::from_millis(20), Duration::from_millis(500)),
        };
        loop {
            if self.shared.closed.load(Ordering::Acquire) {
                return Err(Error::PoolClosed);
            }
            let error = match C::connect(options).await {
                Ok(connection) => return Ok(connection),
                Err(error) => error,
            };
            let pause = backoff.pause();
            // The last error tells more than that the time is over.
            if !comes_back(&error) || Instant::now() + pause >= deadline {
                return Err(error);
            }
            match patience {
                Patience::Start => tracing::warn!(%error, again_in = ?pause, "the database does not take connections yet"),
                Patience::Request => tracing::debug!(%error, again_in = ?pause, "the database does not take connections"),
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Closes connections that are idle for too long or too old, also when nobody asks for one.
    fn spawn_keeper(&self) {
        let settings = &self.shared.settings;
        let Some(shortest) = settings.idle_timeout.into_iter().chain(settings.max_lifetime).min() else { return };
        let pause = (shortest / 2).clamp(Duration::from_millis(100), Duration::from_secs(30));
        let shared: Weak<Shared<C>> = Arc::downgrade(&self.shared);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(pause).await;
                let Some(shared) = shared.upgrade() else { return };
                if shared.closed.load(Ordering::Acquire) {
                    return;
                }
                let gone = shared.take_expired();
                drop(shared);
                for idle in gone {
                    let _ = tokio::time::timeout(PATIENCE, idle.connection.close()).await;
                }
            }
        });
    }
}

impl<C: Driver> Shared<C> {
    fn idle(&self) -> MutexGuard<'_, Vec<Idle<C>>> {
        // Nothing is left half done under this lock, so a panic elsewhere does not spoil it.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that was used last: it is warm, and the others get a chance to become old.
    fn pop(&self) -> Option<Idle<C>> {
        if self.closed.load(Ordering::Acquire) {
            return None;
        }
        loop {
            let idle = self.idle().pop()?;
            if !self.too_old(idle.born) && idle.connection.fits() {
                return Some(idle);
            }
        }
    }

    fn too_old(&self, born: Instant) -> bool {
        self.settings.max_lifetime.is_some_and(|most| born.elapsed() > most)
    }

    fn take_expired(&self) -> Vec<Idle<C>> {
        let least = usize::try_from(self.settings.min_connections).unwrap_or(0);
        let mut idle = self.idle();
        let mut left = idle.len();
        idle.extract_if(.., |one| {
            let idle_too_long = self.settings.idle_timeout.is_some_and(|most| one.since.elapsed() > most) && left > least;
            let expired = idle_too_long || self.too_old(one.born);
            if expired {
                left -= 1;
            }
            expired
        })
        .collect()
    }

    fn take_back(&self, connection: C, born: Instant) {
        if !self.closed.load(Ordering::Acquire) && !self.too_old(born) && connection.fits() {
            self.idle().push(Idle { connection, born, since: Instant::now() });
        }
    }
}

impl<C: Driver> Lease<C> {
    /// The connection itself.
    pub(super) fn connection(&mut self) -> Result<&mut C, Error> {
        // A lease that was given back is consumed, so there always is one; the error spares a panic.
        self.live.as_mut().map(|live| &mut live.connection).ok_or(Error::WorkerCrashed)
    }

    /// How long it was idle before it was taken; `None` when it was opened for this lease.
    pub(super) fn idle_for(&self) -> Option<Duration> {
        self.live.as_ref().and_then(|live| live.idle_for)
    }

    /// Notes that a transaction was begun, so that dropping the lease rolls it back.
    pub(super) fn set_in_transaction(&mut self, yes: bool) {
        if let Some(live) = &mut self.live {
            live.in_transaction = yes;
        }
    }

    /// Takes the turn to write along, until the connection is at rest.
    pub(super) fn hold(&mut self, turn: Option<OwnedSemaphorePermit>) {
        if let Some(live) = &mut self.live {
            live.turn = turn;
        }
    }

    /// Gives a connection back on which nothing is open.
    pub(super) fn release(mut self) {
        if let Some(live) = self.live.take() {
            // First the connection, then the permit: whoever gets the permit shall find it.
            self.shared.take_back(live.connection, live.born);
            drop((live.permit, live.turn));
        }
    }

    /// Closes a connection that is of no use any more. Answers when it was taken, for [`Pool::acquire_since`], and the turn it held.
    pub(super) fn discard(mut self) -> (Instant, Option<OwnedSemaphorePermit>) {
        self.live.take().map_or_else(|| (Instant::now(), None), |live| (live.taken, live.turn))
    }
}

impl<C: Driver> Drop for Lease<C> {
    /// Somebody lost interest, for example because a client hung up: something may still be running.
    fn drop(&mut self) {
        let Some(mut live) = self.live.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let shared = Arc::clone(&self.shared);
        runtime.spawn(async move {
            if live.connection.recover(live.in_transaction).await {
                shared.take_back(live.connection, live.born);
            }
            drop((live.permit, live.turn));
        });
    }
}

async fn in_time<T>(deadline: Instant, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::time::timeout_at(deadline.into(), work).await.unwrap_or(Err(Error::PoolTimedOut))
}
