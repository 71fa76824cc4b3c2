//! What lives as long as one request.

use std::{
    any::{Any, TypeId},
    fmt,
    ops::Deref,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use http::request::Parts;

use super::{
    Background, Handler, Overrides, Parsing, Providers,
    dependency::{Cleanups, When},
    tasks::Waiting,
};
use crate::{
    auth::Tokens,
    db::{Db, Transaction, TransactionOptions, Tx},
    problem::{ApiError as _, Fault, Problem},
    spec::{Caller, EndpointSpec, Expr},
};

/// What all requests of an app share.
#[derive(Debug)]
pub struct Shared {
    /// The database.
    pub db: Db,
    /// Makes tokens.
    pub tokens: Tokens,
    /// What the app was given.
    pub providers: Providers,
    /// What stands in for dependencies.
    pub overrides: Overrides,
    /// The work after answers.
    pub background: Background,
}

/// A request, read.
#[derive(Debug)]
pub struct Incoming {
    /// Its head.
    pub parts: Arc<Parts>,
    /// The parts of the path that the endpoint names, decoded.
    pub path: Vec<(Box<str>, String)>,
    /// What is wrong with it, as far as that is known before its arguments are read.
    pub faults: Vec<Fault>,
    body: OnceLock<Bytes>,
}

impl Incoming {
    /// A request whose body is still to be read.
    pub fn new(parts: Arc<Parts>, path: Vec<(Box<str>, String)>, faults: Vec<Fault>) -> Self {
        Self { parts, path, faults, body: OnceLock::new() }
    }

    /// Its body; empty before it was read, and when the endpoint takes none.
    pub fn body(&self) -> &Bytes {
        static NOTHING: Bytes = Bytes::new();
        self.body.get().unwrap_or(&NOTHING)
    }

    /// Takes the body, once.
    pub(super) fn read(&self, body: Bytes) {
        // A request has one body, whoever reads it first.
        let _ = self.body.set(body);
    }

    /// A part of the path, by the name that the endpoint gives it.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path.iter().find(|(known, _)| **known == *name).map(|(_, value)| value.as_str())
    }
}

/// Which rows of the endpoint's resource the caller may call it for.
#[derive(Clone, Debug)]
pub struct RowAccess {
    /// The rows that the caller sees.
    pub read: Expr,
    /// The rows that the endpoint's own policy allows.
    pub action: Expr,
}

/// One request, for as long as it runs: a cheap handle.
#[derive(Clone)]
pub struct Scope(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    /// `None` for a generated operation.
    endpoint: Option<&'static EndpointSpec>,
    options: TransactionOptions,
    takes_transaction: bool,
    incoming: Arc<Incoming>,
    caller: Caller,
    access: OnceLock<RowAccess>,
    transaction: futures_util::lock::Mutex<Option<Transaction>>,
    /// What dependencies made, by the type of the dependency; a request has few.
    made: Mutex<Vec<(TypeId, Arc<dyn Any + Send + Sync>)>>,
    waiting: Mutex<Waiting>,
    cleanups: Cleanups,
    /// The request is answered, or was given up.
    over: AtomicBool,
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("endpoint", &self.0.endpoint.map(|endpoint| endpoint.name)).finish_non_exhaustive()
    }
}

impl Scope {
    /// A request that comes in: for a handler, or for a generated operation.
    pub fn begin(shared: &Arc<Shared>, handler: Option<&Handler>, incoming: &Arc<Incoming>, caller: Caller) -> Running {
        let inner = |this: &Weak<Inner>| Inner {
            shared: Arc::clone(shared),
            endpoint: handler.map(|handler| handler.spec),
            options: handler.map(|handler| handler.transaction).unwrap_or_default(),
            takes_transaction: handler.is_some_and(|handler| handler.takes_transaction),
            incoming: Arc::clone(incoming),
            caller: caller.in_request(this.clone()),
            access: OnceLock::new(),
            transaction: futures_util::lock::Mutex::new(None),
            made: Mutex::default(),
            waiting: Mutex::default(),
            cleanups: Cleanups::default(),
            over: AtomicBool::new(false),
        };
        Running::new(Self(Arc::new_cyclic(inner)))
    }

    /// What [`Caller::request`] knows as one.
    pub(super) fn from_request(request: Arc<dyn Any + Send + Sync>) -> Option<Self> {
        request.downcast::<Inner>().ok().map(Self)
    }

    /// Whether the request is answered, or was given up.
    pub(super) fn is_over(&self) -> bool {
        self.0.over.load(Ordering::Acquire)
    }

    /// What all requests share.
    pub fn shared(&self) -> &Shared {
        &self.0.shared
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.shared.db
    }

    /// Who asks.
    pub fn caller(&self) -> &Caller {
        &self.0.caller
    }

    /// The request.
    pub fn incoming(&self) -> &Incoming {
        &self.0.incoming
    }

    /// The handwritten endpoint that is asked; `None` when it is a generated one.
    pub fn endpoint(&self) -> Option<&'static EndpointSpec> {
        self.0.endpoint
    }

    /// Which rows of the endpoint's resource the caller may call it for; `None` outside of a resource.
    pub fn access(&self) -> Option<&RowAccess> {
        self.0.access.get()
    }

    /// Says which rows that are, once.
    pub(super) fn admit(&self, access: RowAccess) {
        let _ = self.0.access.set(access);
    }

    /// Whether the handler or a dependency of it takes the transaction.
    pub fn takes_transaction(&self) -> bool {
        self.0.takes_transaction
    }

    /// Whether its transaction only reads.
    pub fn only_reads(&self) -> bool {
        self.0.options.read_only
    }

    /// Begins to read the request.
    pub fn parsing(&self) -> Parsing<'_> {
        Parsing::new(self)
    }

    /// Reads what a policy takes, before anything else is read.
    pub(super) fn parsing_alone(&self) -> Parsing<'_> {
        Parsing::alone(self)
    }

    /// Reads the arguments of a dependency, when the request is known to be sound.
    pub fn parsing_again(&self) -> Parsing<'_> {
        Parsing::again(self)
    }

    /// The transaction of the request; begun when it is asked for first.
    ///
    /// # Errors
    /// 503 when the database is away.
    pub async fn transaction(&self) -> Result<Tx, Problem> {
        let mut slot = match self.0.transaction.try_lock() {
            Some(slot) => slot,
            // Another argument or task of the request begins it just now.
            None => self.0.transaction.lock().await,
        };
        if let Some(open) = &*slot {
            return Ok(open.tx().clone());
        }
        let open = self.0.shared.db.begin_with(self.0.options).await.map_err(|error| error.into_problem())?;
        Ok(slot.insert(open).tx().clone())
    }

    /// What a dependency has made for this request.
    pub(super) fn made(&self, id: TypeId) -> Option<Arc<dyn Any + Send + Sync>> {
        lock(&self.0.made).iter().find(|(of, _)| *of == id).map(|(_, value)| Arc::clone(value))
    }

    /// Keeps what a dependency has made for the rest of the request.
    pub(super) fn keep(&self, id: TypeId, value: Arc<dyn Any + Send + Sync>) {
        let mut made = lock(&self.0.made);
        match made.iter_mut().find(|(of, _)| *of == id) {
            Some((_, there)) => *there = value,
            None => made.push((id, value)),
        }
    }

    /// What is to be done when the request is over.
    pub(super) fn cleanups(&self) -> &Cleanups {
        &self.0.cleanups
    }

    /// Cleans up what is to be cleaned up before the answer leaves.
    pub(super) async fn clean_up(&self) {
        self.0.cleanups.run(When::BeforeResponse, self.db().tasks()).await;
    }

    /// The work that waits for the commit.
    pub(super) fn waiting(&self) -> MutexGuard<'_, Waiting> {
        lock(&self.0.waiting)
    }

    /// Ends the transaction: commits when the handler succeeded.
    pub(super) async fn end(&self, success: bool) -> Result<(), Ended> {
        let Some(open) = self.0.transaction.lock().await.take() else { return Ok(()) };
        let tx = open.tx().clone();
        let outcome = if success { open.commit().await } else { open.rollback().await };
        match outcome {
            Ok(()) if success => Ok(()),
            // A rollback that fails undoes as well.
            _ if !success => Err(Ended { problem: None, again: tx.met_another() }),
            Ok(()) => Ok(()),
            Err(error) => Err(Ended { problem: Some(error.into_problem()), again: tx.met_another() }),
        }
    }
}

/// The scope of a request that runs: when it goes, however that comes, the request is over.
///
/// Other handles may live on in tasks and in values that were made, and so do not count.
#[derive(Debug)]
pub struct Running(Scope);

impl Running {
    pub(super) const fn new(scope: Scope) -> Self {
        Self(scope)
    }
}

impl Deref for Running {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.0
    }
}

impl Drop for Running {
    /// Undoes what was not committed, and does what is left to be done.
    fn drop(&mut self) {
        let Inner { shared, transaction, made, waiting, cleanups, over, .. } = &*self.0.0;
        over.store(true, Ordering::Release);
        // Whoever holds the lock is a task that begins it just now, and rolls it back with the last handle.
        let transaction = transaction.try_lock().and_then(|mut open| open.take());
        drop(transaction);
        lock(waiting).forget();
        cleanups.finish(shared.db.tasks());
        // What was made may hold the scope, which holds what was made.
        let made = std::mem::take(&mut *lock(made));
        drop(made);
    }
}

/// A transaction that was not committed.
pub(super) struct Ended {
    /// Why, when the handler had succeeded.
    pub(super) problem: Option<Problem>,
    /// Whether it met another one, and may do better the next time.
    pub(super) again: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half done under these locks, so a panic elsewhere does not spoil what they hold.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
