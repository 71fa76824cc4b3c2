//! The handle of a transaction, shared by all that take part in it.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

// Unlike tokio's, it takes no other lock where nobody waits, and mostly nobody does.
use futures_util::{
    future::BoxFuture,
    lock::{Mutex, MutexGuard},
};
use sqlx::SqlStr;
use tokio::runtime::Handle;
use tracing::Instrument as _;

use super::{
    Db, DbError, Dialect, Inner, Row, Statement, TransactionOptions, record,
    run::{Driver as _, Open},
    wanted::Wanted,
};

/// Runs statements in a transaction: a cheap handle, to be cloned for every part of a request that works in it.
///
/// Whoever holds the [`Transaction`](super::Transaction) decides how it ends; after that every use of a handle is a
/// [`DbError::TransactionOver`]. Statements of several handles run one after the other.
#[derive(Clone)]
pub struct Tx {
    shared: Arc<Shared>,
    /// Whose turn it is among the clones of this handle; see [`Tx::savepoint_in_turn`]. `None` for that of the whole transaction.
    turn: Option<Arc<Mutex<()>>>,
}

struct Shared {
    db: Db,
    read_only: bool,
    talk: Mutex<Talk>,
    turn: Mutex<()>,
    /// Nobody will commit any more.
    abandoned: AtomicBool,
    /// It was left in the middle of a savepoint: nothing but rolling back makes sense.
    doomed: AtomicBool,
    met_another: AtomicBool,
}

/// What is said on the connection, one after the other.
struct Talk {
    /// `None` when the transaction is over.
    open: Option<AnyOpen>,
    /// Whether a statement failed or got no answer yet.
    failed: bool,
    /// How many savepoints are open.
    depth: u32,
    /// What is done once it is committed.
    on_commit: Vec<BoxFuture<'static, ()>>,
}

enum AnyOpen {
    #[cfg(feature = "sqlite")]
    Sqlite(Open<sqlx::SqliteConnection>),
    #[cfg(feature = "postgres")]
    Postgres(Open<super::postgres::Connection>),
}

macro_rules! each {
    ($open:expr, $name:ident => $body:expr) => {
        match $open {
            #[cfg(feature = "sqlite")]
            AnyOpen::Sqlite($name) => $body,
            #[cfg(feature = "postgres")]
            AnyOpen::Postgres($name) => $body,
        }
    };
}

// Behind the macro, which it uses.
mod savepoint;

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").field("read_only", &self.shared.read_only).finish_non_exhaustive()
    }
}

impl Tx {
    pub(super) async fn begin(db: &Db, options: TransactionOptions) -> Result<Self, DbError> {
        let open = match &db.inner {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(runner) => AnyOpen::Sqlite(runner.begin(options).await?),
            #[cfg(feature = "postgres")]
            Inner::Postgres(runner) => AnyOpen::Postgres(runner.begin(options).await?),
        };
        let shared = Shared {
            db: db.clone(),
            read_only: options.read_only,
            talk: Mutex::new(Talk { open: Some(open), failed: false, depth: 0, on_commit: Vec::new() }),
            turn: Mutex::new(()),
            abandoned: AtomicBool::new(false),
            doomed: AtomicBool::new(false),
            met_another: AtomicBool::new(false),
        };
        Ok(Self { shared: Arc::new(shared), turn: None })
    }

    /// Which SQL it speaks.
    pub fn dialect(&self) -> Dialect {
        self.shared.db.dialect()
    }

    /// Runs a statement and answers its first row, if there is one.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_optional(&self, statement: Statement) -> Result<Option<Row>, DbError> {
        let mut first = Wanted::First(None);
        self.run(&statement, &mut first, false).await?;
        Ok(first.into_first())
    }

    /// Runs a statement and answers all its rows.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_all(&self, statement: Statement) -> Result<Vec<Row>, DbError> {
        let mut rows = Wanted::All(Vec::new());
        self.run(&statement, &mut rows, false).await?;
        Ok(rows.into_all())
    }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn execute(&self, statement: Statement) -> Result<u64, DbError> {
        self.run(&statement, &mut Wanted::Nothing, false).await
    }

    /// Runs a statement of a script; its error is the driver's own.
    pub(crate) async fn script(&self, sql: SqlStr) -> Result<(), sqlx::Error> {
        let mut talk = self.talk().await;
        let Talk { open, failed, .. } = &mut *talk;
        let open = self.fit(open, *failed).map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
        *failed = true;
        each!(open, open => open.script(sql).await)?;
        *failed = false;
        Ok(())
    }

    /// Whether a statement of the transaction or its commit met another transaction ([`DbError::Serialization`]): then the same work may
    /// succeed in a new one. It can still be asked after the end.
    pub fn met_another(&self) -> bool {
        self.shared.met_another.load(Ordering::Acquire)
    }

    /// Does this once the transaction is committed, and never when it is not. What is registered in a savepoint goes with it.
    pub(crate) async fn on_commit(&self, work: BoxFuture<'static, ()>) {
        self.talk().await.on_commit.push(work);
    }

    /// The database that it runs on.
    pub(crate) fn db(&self) -> &Db {
        &self.shared.db
    }

    /// Whether it takes another statement.
    pub(super) async fn goes_on(&self) -> bool {
        let mut talk = self.talk().await;
        let failed = talk.failed;
        self.fit(&mut talk.open, failed).is_ok()
    }

    /// Asks about a statement that has just failed; the transaction stays failed.
    pub(super) async fn ask_after_failure(&self, statement: Statement) -> Result<Option<Row>, DbError> {
        let mut first = Wanted::First(None);
        self.run(&statement, &mut first, true).await?;
        Ok(first.into_first())
    }

    /// Runs a statement, `anyway` also where another one has failed, after which it stays so.
    ///
    /// In a box, as [`Db::run`] says.
    #[inline(never)]
    fn run<'a>(&'a self, statement: &'a Statement, wanted: &'a mut Wanted, anyway: bool) -> BoxFuture<'a, Result<u64, DbError>> {
        Box::pin(self.run_here(statement, wanted, anyway))
    }

    /// No futures stand between this and the driver: all of them would be gone through whenever an answer of the database arrives.
    async fn run_here(&self, statement: &Statement, wanted: &mut Wanted, anyway: bool) -> Result<u64, DbError> {
        let mut talk = self.talk().await;
        let Talk { open, failed, .. } = &mut *talk;
        let failed_before = *failed;
        let open = self.fit(open, failed_before && !anyway)?;
        if self.shared.read_only && statement.writes {
            return Err(DbError::ReadOnly);
        }
        // Until the answer is there the statement counts as failed: whoever drops this future must not commit afterwards.
        *failed = true;
        record::note(statement.sql());
        let changed = each!(open, open => match open.connection()?.run(statement, wanted).await {
            Ok(changed) => changed,
            Err(failure) => {
                let error = open.note(failure);
                self.note(&error);
                return Err(error);
            }
        });
        *failed = failed_before;
        Ok(changed)
    }

    /// The right to speak on the connection. Mostly nobody else does, and then there is nothing to wait for, nor to be remembered while waiting.
    async fn talk(&self) -> MutexGuard<'_, Talk> {
        match self.shared.talk.try_lock() {
            Some(talk) => talk,
            None => self.shared.talk.lock().await,
        }
    }

    /// The open connection, if the transaction can take another statement. PostgreSQL takes none after a failure; so it is on SQLite.
    fn fit<'a>(&self, open: &'a mut Option<AnyOpen>, failed: bool) -> Result<&'a mut AnyOpen, DbError> {
        let open = open.as_mut().filter(|_| !self.shared.abandoned.load(Ordering::Acquire)).ok_or(DbError::TransactionOver)?;
        if failed || self.shared.doomed.load(Ordering::Acquire) { Err(DbError::TransactionFailed) } else { Ok(open) }
    }

    fn note(&self, error: &DbError) {
        if matches!(error, DbError::Serialization) {
            self.shared.met_another.store(true, Ordering::Release);
        }
    }

    #[inline(never)]
    pub(super) fn commit(&self) -> BoxFuture<'_, Result<(), DbError>> {
        Box::pin(self.commit_here())
    }

    async fn commit_here(&self) -> Result<(), DbError> {
        let (open, failed, on_commit) = self.take().await?;
        let failed = failed || self.shared.doomed.load(Ordering::Acquire);
        if !failed && !on_commit.is_empty() {
            return self.commit_before(open, on_commit).await;
        }
        let ended = each!(open, open => open.end(if failed { "ROLLBACK" } else { "COMMIT" }).await);
        ended.inspect_err(|error| self.note(error))?;
        if failed { Err(DbError::TransactionFailed) } else { Ok(()) }
    }

    /// Commits, and then does what waits for that: whenever the commit happens, also when nobody waits for it any more. In a box of its own, since most
    /// transactions have no such work.
    fn commit_before(&self, open: AnyOpen, on_commit: Vec<BoxFuture<'static, ()>>) -> BoxFuture<'_, Result<(), DbError>> {
        Box::pin(async move {
            let commit = record::along(async move { each!(open, open => open.end("COMMIT").await) });
            let all = async move {
                let committed = commit.await;
                if committed.is_ok() {
                    for work in on_commit {
                        work.await;
                    }
                }
                committed
            };
            let committed = match Handle::try_current() {
                // Who registers work catches its panics, so only a runtime that ends can keep this from its end.
                Ok(runtime) => {
                    self.db().tasks().spawn(&runtime, all.in_current_span()).await.unwrap_or(Err(DbError::TransactionOver))
                }
                Err(_) => all.await,
            };
            committed.inspect_err(|error| self.note(error))
        })
    }

    #[inline(never)]
    pub(super) fn rollback(&self) -> BoxFuture<'_, Result<(), DbError>> {
        Box::pin(async move {
            let (open, _, _) = self.take().await?;
            each!(open, open => open.end("ROLLBACK").await)
        })
    }

    /// Ends it for all handles: the connection, whether a statement failed, and what waits for the commit.
    async fn take(&self) -> Result<(AnyOpen, bool, Vec<BoxFuture<'static, ()>>), DbError> {
        let mut talk = self.talk().await;
        let open = talk.open.take().ok_or(DbError::TransactionOver)?;
        Ok((open, talk.failed, std::mem::take(&mut talk.on_commit)))
    }

    /// Ends it without waiting: the connection is rolled back and cleaned up in the background.
    pub(super) fn abandon(&self) {
        self.shared.abandoned.store(true, Ordering::Release);
        if let Some(mut talk) = self.shared.talk.try_lock() {
            talk.open = None;
            return;
        }
        // A statement of another handle is running. Without a runtime the last handle ends it.
        let Ok(runtime) = Handle::try_current() else { return };
        let shared = Arc::clone(&self.shared);
        runtime.spawn(async move { shared.talk.lock().await.open = None });
    }
}
