//! Running one statement on a connection of the pool, and getting over connections that died in it.

use std::{sync::Arc, time::Duration};

use sqlx::{SqlSafeStr as _, SqlStr};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    DbError, PoolSettings, Statement, TransactionOptions,
    pool::{Lease, Pool},
    record,
    wanted::Wanted,
};

/// A connection that was idle for longer than this is asked whether it lives before a write goes out on it: a write that got no answer
/// cannot be repeated.
const TRUSTED: Duration = Duration::from_millis(500);

/// What a statement came to when it failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: sqlx::Error,
    /// The connection cannot be used any more.
    pub(super) broken: bool,
    /// It is certain that the statement had no effect.
    pub(super) without_effect: bool,
    /// The server does not know what was prepared on this connection, or knows something else under its name: no matter how young the connection is,
    /// another one is worth a try.
    pub(super) stale: bool,
}

impl Failure {
    /// What it means for the caller.
    #[cold]
    fn into_error(self) -> DbError {
        if self.broken { unavailable(self.error) } else { self.error.into() }
    }
}

/// A driver's connection.
pub(super) trait Driver: Send + Sized + 'static {
    /// What is needed to open one.
    type Options: Clone + Send + Sync + 'static;

    /// Opens a connection.
    fn connect(options: &Self::Options) -> impl Future<Output = Result<Self, sqlx::Error>> + Send;

    /// The same without the limits that requests have.
    fn unlimited(options: &Self::Options) -> Self::Options;

    /// Says goodbye to the server.
    fn close(self) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Asks the server for a sign of life.
    fn ping(&mut self) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Whether the connection may be used for further work; false when it was opened for other circumstances.
    fn fits(&self) -> bool {
        true
    }

    /// Runs a statement of an open transaction to its very end; answers how many rows were changed, where that is asked.
    fn run(&mut self, statement: &Statement, wanted: &mut Wanted) -> impl Future<Output = Result<u64, Failure>> + Send;

    /// The same for a statement that stands alone.
    fn run_alone(&mut self, statement: &Statement, wanted: &mut Wanted) -> impl Future<Output = Result<u64, Failure>> + Send {
        self.run(statement, wanted)
    }

    /// Begins a transaction.
    fn begin(&mut self, options: TransactionOptions) -> impl Future<Output = Result<(), Failure>> + Send {
        self.control(Self::opening(options))
    }

    /// Runs text without values, and without preparing it; what it answers is not looked at.
    fn script(&mut self, sql: SqlStr) -> impl Future<Output = Result<(), Failure>> + Send;

    /// Runs a statement that controls the transaction.
    fn control(&mut self, sql: &'static str) -> impl Future<Output = Result<(), Failure>> + Send {
        self.script(sql.into_sql_str())
    }

    /// Brings the connection into a clean state after somebody lost interest in the middle; false when that is not possible.
    fn recover(&mut self, in_transaction: bool) -> impl Future<Output = bool> + Send;

    /// The text that begins a transaction.
    fn opening(options: TransactionOptions) -> &'static str;

    /// Whether only one connection can write at a time, so that writers had better queue here than in the database.
    const ONE_WRITER: bool;
}

/// Runs statements on a pool.
#[derive(Debug)]
pub(super) struct Runner<C: Driver> {
    pool: Pool<C>,
    writer: Option<Arc<Semaphore>>,
    acquire_timeout: Duration,
}

impl<C: Driver> Clone for Runner<C> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), writer: self.writer.clone(), acquire_timeout: self.acquire_timeout }
    }
}

impl<C: Driver> Runner<C> {
    pub(super) async fn connect(options: C::Options, settings: &PoolSettings) -> Result<Self, DbError> {
        Ok(Self::on(Pool::connect(options, settings.clone()).await?, settings))
    }

    /// Opens connections when they are asked for.
    pub(super) fn new(options: C::Options, settings: &PoolSettings) -> Self {
        Self::on(Pool::new(options, settings.clone()), settings)
    }

    fn on(pool: Pool<C>, settings: &PoolSettings) -> Self {
        let writer = C::ONE_WRITER.then(|| Arc::new(Semaphore::new(1)));
        Self { pool, writer, acquire_timeout: settings.acquire_timeout }
    }

    pub(super) async fn run(&self, statement: &Statement, wanted: &mut Wanted) -> Result<u64, DbError> {
        record::note(statement.sql());
        let mut lease = if statement.writes {
            let turn = self.turn().await?;
            let mut lease = self.trusted(self.pool.acquire().await?).await?;
            lease.hold(turn);
            lease
        } else {
            self.pool.acquire().await?
        };
        let reused = lease.idle_for().is_some();
        let failure = match lease.connection()?.run_alone(statement, wanted).await {
            Ok(changed) => {
                lease.release();
                return Ok(changed);
            }
            Err(failure) => failure,
        };
        if !failure.broken {
            lease.release();
            return Err(failure.error.into());
        }
        // A connection that had just been opened did not die of old age: the database is in trouble.
        let (taken, turn) = lease.discard();
        if !(reused || failure.stale) || wanted.has_some() || (statement.writes && !failure.without_effect) {
            return Err(unavailable(failure.error));
        }
        let mut lease = self.pool.acquire_since(taken).await?;
        lease.hold(turn);
        match lease.connection()?.run_alone(statement, wanted).await {
            Ok(changed) => {
                lease.release();
                Ok(changed)
            }
            Err(failure) if failure.broken => {
                lease.discard();
                Err(unavailable(failure.error))
            }
            Err(failure) => {
                lease.release();
                Err(failure.error.into())
            }
        }
    }

    /// Begins a transaction. A `BEGIN` without an answer has no effect, so it may be sent again.
    pub(super) async fn begin(&self, options: TransactionOptions) -> Result<Open<C>, DbError> {
        record::note(C::opening(options));
        let turn = if options.read_only { None } else { self.turn().await? };
        let mut lease = self.pool.acquire().await?;
        let reused = lease.idle_for().is_some();
        lease.set_in_transaction(true);
        match lease.connection()?.begin(options).await {
            Ok(()) => {
                lease.hold(turn);
                return Ok(Open { lease: Some(lease), read_only: options.read_only });
            }
            Err(failure) if failure.broken && reused => {}
            Err(failure) => {
                if failure.broken {
                    lease.discard();
                } else {
                    lease.set_in_transaction(false);
                    lease.release();
                }
                return Err(failure.error.into());
            }
        }
        let (taken, _) = lease.discard();
        let mut lease = self.pool.acquire_since(taken).await?;
        lease.set_in_transaction(true);
        match lease.connection()?.begin(options).await {
            Ok(()) => {
                lease.hold(turn);
                Ok(Open { lease: Some(lease), read_only: options.read_only })
            }
            Err(failure) => {
                lease.discard();
                Err(unavailable(failure.error))
            }
        }
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    /// A connection that the pool does not know of.
    pub(super) async fn separate(&self) -> Result<C, sqlx::Error> {
        self.pool.separate().await
    }

    async fn turn(&self) -> Result<Option<OwnedSemaphorePermit>, DbError> {
        let Some(writer) = &self.writer else { return Ok(None) };
        match tokio::time::timeout(self.acquire_timeout, Arc::clone(writer).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Some(permit)),
            Ok(Err(_)) => Err(DbError::Unavailable(sqlx::Error::PoolClosed)),
            Err(_) => Err(DbError::Unavailable(sqlx::Error::PoolTimedOut)),
        }
    }

    /// The lease itself, or a new one when its connection does not answer.
    async fn trusted(&self, mut lease: Lease<C>) -> Result<Lease<C>, DbError> {
        if lease.idle_for().is_none_or(|idle| idle < TRUSTED) {
            return Ok(lease);
        }
        let answer = tokio::time::timeout(self.acquire_timeout, lease.connection()?.ping()).await;
        if matches!(answer, Ok(Ok(()))) {
            return Ok(lease);
        }
        let (taken, _) = lease.discard();
        Ok(self.pool.acquire_since(taken).await?)
    }
}

/// A connection with an open transaction, and on SQLite the turn to write.
#[derive(Debug)]
pub(super) struct Open<C: Driver> {
    /// `None` once the connection was found to be of no use, and was closed.
    lease: Option<Lease<C>>,
    read_only: bool,
}

impl<C: Driver> Open<C> {
    /// The connection, for one statement of the transaction; [`Open::note`] is told if it fails.
    pub(super) fn connection(&mut self) -> Result<&mut C, DbError> {
        let lease = self.lease.as_mut().ok_or(DbError::Unavailable(sqlx::Error::WorkerCrashed))?;
        Ok(lease.connection()?)
    }

    /// What the failure of a statement means, for the caller and for the connection.
    #[cold]
    pub(super) fn note(&mut self, failure: Failure) -> DbError {
        // What elsewhere says that the whole server only reads.
        let refused = || failure.error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "25006");
        if self.read_only && refused() {
            return DbError::ReadOnly;
        }
        if !failure.broken {
            return failure.error.into();
        }
        // It may live on, with prepared statements that no longer fit the tables: rolled back, it would be handed out again.
        if let Some(lease) = self.lease.take() {
            lease.discard();
        }
        unavailable(failure.error)
    }

    /// Runs a statement of a script. Its error is the driver's own, since whoever wrote the script needs its words.
    pub(super) async fn script(&mut self, sql: SqlStr) -> Result<(), sqlx::Error> {
        record::note(sql.as_str());
        let lease = self.lease.as_mut().ok_or(sqlx::Error::WorkerCrashed)?;
        let Err(failure) = lease.connection()?.script(sql).await else { return Ok(()) };
        if failure.broken
            && let Some(lease) = self.lease.take()
        {
            lease.discard();
        }
        Err(failure.error)
    }

    /// Runs a statement that controls the transaction and does not end it.
    pub(super) async fn control(&mut self, sql: &'static str) -> Result<(), DbError> {
        record::note(sql);
        self.connection()?.control(sql).await.map_err(Failure::into_error)
    }

    /// Ends the transaction with `COMMIT` or `ROLLBACK`.
    pub(super) async fn end(mut self, sql: &'static str) -> Result<(), DbError> {
        record::note(sql);
        let outcome = self.connection()?.control(sql).await;
        let Some(mut lease) = self.lease.take() else { return Ok(()) };
        match outcome {
            Ok(()) => {
                lease.set_in_transaction(false);
                lease.release();
                Ok(())
            }
            Err(failure) if failure.broken => {
                lease.discard();
                Err(unavailable(failure.error))
            }
            // The transaction may still be open (a COMMIT that found SQLite busy): dropping the lease rolls it back.
            Err(failure) => Err(failure.error.into()),
        }
    }
}

/// An error on a connection that is no more: whatever its words, the client may try again.
#[cold]
fn unavailable(error: sqlx::Error) -> DbError {
    DbError::Unavailable(error)
}
