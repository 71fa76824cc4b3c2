//! The database: SQLite and PostgreSQL behind one concrete type.
//!
//! [`Db`] is a handle to a pool of connections, [`Transaction`] a transaction on one of them and [`Tx`] a handle to it, [`Row`] a row that
//! was answered. Which database
//! stands behind them is decided by the URL when the program starts, so that the same binary serves both and no code carries a type
//! parameter for the database.
//!
//! Invariants:
//! - A value never becomes part of SQL text: statements carry their values beside the text (see the `query` module, which makes them).
//! - A write is executed at most once. A read may be executed twice, when the first connection turned out to be dead.
//! - A write is only reported as done after the database has committed it.
//! - A connection goes back to the pool only when nothing is open on it.

mod bind;
mod error;
mod executor;
mod kept;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
mod replica;
mod retry;
mod row;
mod run;
mod session;
mod settings;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod tasks;
mod transaction;
mod tx;
mod url;
mod wake;
mod wanted;

use std::sync::Arc;

use futures_util::future::BoxFuture;

pub(crate) use crate::json::write::write_text as write_json_text;
pub use error::DbError;
pub use executor::Executor;
#[cfg(feature = "testing")]
pub(crate) use record::heard;
pub(crate) use retry::Retries;
pub use row::Row;
pub(crate) use row::packs;
pub(crate) use session::Session;
pub use settings::{PoolSettings, Pooler, StatementTimeout};
pub use statement::{Arg, Statement};
pub(crate) use tasks::Tasks;
pub use transaction::{Isolation, Transaction, TransactionOptions};
pub use tx::Tx;

use wanted::Wanted;

use crate::spec::ResourceSpec;

#[cfg(not(any(feature = "postgres", feature = "sqlite")))]
compile_error!("restkit needs a database: enable the feature `postgres`, `sqlite` or both");

/// The name under which SQLite connections know the order of decimals, which are stored as text.
pub(crate) const DECIMAL_COLLATION: &str = "restkit_decimal";

/// Which SQL the database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL 12 or newer.
    Postgres,
}

/// A database: a cheap handle to a pool of connections, to be cloned wherever it is needed.
///
/// ```
/// use restkit::db::{Db, PoolSettings, Statement};
///
/// # async fn example() -> Result<(), restkit::db::DbError> {
/// let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await?;
/// let row = db.fetch_optional(Statement::literal("SELECT 1", Vec::new())).await?;
/// assert!(row.is_some());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Db {
    inner: Inner,
    replica: Option<Arc<replica::Replica>>,
    /// Whether reads through this handle go to the replica.
    reads_from_replica: bool,
    kept: kept::Kept,
    tasks: Tasks,
}

#[derive(Clone, Debug)]
enum Inner {
    #[cfg(feature = "sqlite")]
    Sqlite(run::Runner<sqlx::SqliteConnection>),
    #[cfg(feature = "postgres")]
    Postgres(run::Runner<postgres::Connection>),
}

/// Calls a method on the runner of whichever database it is.
macro_rules! each {
    ($inner:expr, $name:ident => $body:expr) => {
        match $inner {
            #[cfg(feature = "sqlite")]
            $crate::db::Inner::Sqlite($name) => $body,
            #[cfg(feature = "postgres")]
            $crate::db::Inner::Postgres($name) => $body,
        }
    };
}

use each;

impl Db {
    /// Connects to `sqlite:<path>`, `sqlite://<path>`, `sqlite::memory:`, `postgres://…` or `postgresql://…`.
    ///
    /// A SQLite file is created when it is missing, and runs with a write-ahead log and foreign keys. An in-memory database belongs to
    /// this handle and its clones, and is gone with the last of them.
    ///
    /// A PostgreSQL URL has the parameters of libpq, and is taken as a provider shows it. Those that protect something are kept or refused, never
    /// passed over:
    ///
    /// - `sslmode=require` encrypts and verifies nothing, as in libpq, unless there is an `sslrootcert`. `verify-full` verifies the certificate and the
    ///   name of the host, against the public authorities that are built in and `sslrootcert`; `verify-ca` does the same here, since any public
    ///   authority would do otherwise. `sslrootcert=system` means the authorities that are built in. `allow` tries TLS first.
    /// - `channel_binding=require` promises that nobody stands between client and server. The driver cannot bind SCRAM to the channel; a verified
    ///   certificate keeps the same promise, so it means `sslmode=verify-full`, and is refused beside `sslmode=disable`. What it adds beyond that, a
    ///   proof against an authority that signs what it must not, is not there.
    /// - `require_auth`, `sslcrl`, `sslcrldir`, `requirepeer`, `gssencmode=require`, `ssl_min_protocol_version=TLSv1.3` and what is unknown are errors.
    /// - `connect_timeout` bounds one attempt; `pgbouncer=true` says that there is a pooler ([`Pooler`]); `application_name` and `options` reach the server.
    /// - `target_session_attrs`, `load_balance_hosts` and `keepalives…` change nothing with the one host that a URL may name: a server that only reads is
    ///   left as soon as a write meets it.
    ///
    /// While the database sleeps, starts up or cannot be reached it is tried again until [`PoolSettings::connect_timeout`], with pauses that grow, each
    /// logged. What will not change, like a wrong password, an unknown database or a certificate that nobody vouches for, is an error at once.
    ///
    /// # Errors
    /// [`DbError::Other`] when the URL is wrong or the credentials are refused, [`DbError::Unavailable`] when the database is away.
    pub async fn connect(url: &str, settings: &PoolSettings) -> Result<Self, DbError> {
        let inner = url::connect(url, settings, url::First::Now).await?;
        Ok(Self { inner, replica: None, reads_from_replica: false, kept: kept::Kept::default(), tasks: Tasks::default() })
    }

    /// The same database with a second URL for reads that may be behind: a replica. Nothing goes there but what asks for it, by [`Db::replica`] or
    /// by [`App::reads_from_replica`](crate::App::reads_from_replica).
    ///
    /// No connection is opened yet, so that a replica that is away keeps nobody from starting.
    ///
    /// # Errors
    /// [`DbError::Other`] when the URL is wrong, or names another kind of database.
    pub async fn with_replica(mut self, url: &str, settings: &PoolSettings) -> Result<Self, DbError> {
        let replica = replica::Replica::new(url, settings).await?;
        if std::mem::discriminant(&self.inner) != std::mem::discriminant(replica.inner()) {
            return Err(url::configuration("the replica is another kind of database"));
        }
        self.replica = Some(Arc::new(replica));
        Ok(self)
    }

    /// A handle whose reads go to the replica, if there is one. They may be behind what was written; what the replica cannot answer the
    /// primary does. Writes and transactions go to the primary through every handle.
    ///
    /// ```no_run
    /// use restkit::db::{Db, DbError, Statement};
    ///
    /// # async fn example(db: &Db) -> Result<(), DbError> {
    /// let rows = db.replica().fetch_all(Statement::literal("SELECT status, count(*) FROM tasks GROUP BY status", Vec::new())).await?;
    /// # let _ = rows;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn replica(&self) -> Self {
        Self { reads_from_replica: self.replica.is_some(), ..self.clone() }
    }

    /// The handle whose reads go to the primary.
    pub(crate) fn primary(&self) -> Self {
        Self { reads_from_replica: false, ..self.clone() }
    }

    /// Whether reads through this handle may be behind.
    pub(crate) const fn may_be_behind(&self) -> bool {
        self.reads_from_replica
    }

    /// Runs a statement.
    ///
    /// In a box that is made here, like the others of this module: what a future is made of is compiled again by each crate that waits for it, down
    /// to the driver. A server would then run through several copies of the same code.
    #[inline(never)]
    fn run<'a>(&'a self, statement: &'a Statement, wanted: &'a mut Wanted) -> BoxFuture<'a, Result<u64, DbError>> {
        Box::pin(self.run_here(statement, wanted))
    }

    async fn run_here(&self, statement: &Statement, wanted: &mut Wanted) -> Result<u64, DbError> {
        if let Some(replica) = self.replica.as_ref().filter(|_| self.reads_from_replica && !statement.writes)
            // In a box: not everybody has a replica, and it would make every request's future larger.
            && let Some(outcome) = Box::pin(replica.run(statement, wanted)).await
        {
            return outcome;
        }
        each!(&self.inner, runner => runner.run(statement, wanted).await)
    }

    /// What is kept with the database under this key; made when it is asked for first.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, key: usize, make: impl FnOnce() -> T) -> Arc<T> {
        self.kept.get_or_make(key, make)
    }

    /// What goes on by itself when a request is over.
    pub(crate) const fn tasks(&self) -> &Tasks {
        &self.tasks
    }

    /// Which SQL it speaks.
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Inner::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement and answers its first row, if there is one.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_optional(&self, statement: Statement) -> Result<Option<Row>, DbError> {
        let mut first = Wanted::First(None);
        self.run(&statement, &mut first).await?;
        Ok(first.into_first())
    }

    /// Runs a statement and answers all its rows.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_all(&self, statement: Statement) -> Result<Vec<Row>, DbError> {
        let mut rows = Wanted::All(Vec::new());
        self.run(&statement, &mut rows).await?;
        Ok(rows.into_all())
    }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn execute(&self, statement: Statement) -> Result<u64, DbError> {
        self.run(&statement, &mut Wanted::Nothing).await
    }

    /// Begins a transaction; on SQLite one that may write at once (`BEGIN IMMEDIATE`).
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn begin(&self) -> Result<Transaction, DbError> {
        self.begin_with(TransactionOptions::default()).await
    }

    /// Begins a transaction with an isolation level, or one that only reads.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn begin_with(&self, options: TransactionOptions) -> Result<Transaction, DbError> {
        self.begun(options).await.map(Transaction::new)
    }

    #[inline(never)]
    fn begun(&self, options: TransactionOptions) -> BoxFuture<'_, Result<Tx, DbError>> {
        Box::pin(Tx::begin(self, options))
    }

    /// Reads one row by its key: the one seam for such reads, so that many of them can later leave as one statement. The key is the
    /// first value of the statement, what the policy adds comes after it.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn read_by_key(&self, _resource: &'static ResourceSpec, statement: Statement) -> Result<Option<Row>, DbError> {
        self.fetch_optional(statement).await
    }

    /// A connection of its own, in no transaction, for a script that changes the state of its connection or ends transactions by itself.
    pub(crate) async fn session(&self) -> Result<Session, DbError> {
        Ok(match &self.inner {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(runner) => Session::of_sqlite(runner.separate().await?),
            #[cfg(feature = "postgres")]
            Inner::Postgres(runner) => Session::of_postgres(runner.separate().await?),
        })
    }

    /// Waits for what is running, then closes every connection. Later calls fail with [`DbError::Unavailable`].
    pub async fn close(&self) {
        each!(&self.inner, runner => runner.close().await);
        if let Some(replica) = &self.replica {
            each!(replica.inner(), runner => runner.close().await);
        }
    }
}
