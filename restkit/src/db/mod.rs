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
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
mod row;
mod run;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod transaction;
mod tx;
mod url;
mod wake;

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

pub(crate) use crate::json::write::write_text as write_json_text;
pub use error::DbError;
pub use executor::Executor;
#[cfg(feature = "testing")]
pub(crate) use record::heard;
pub use row::Row;
pub(crate) use row::packs;
pub use statement::{Arg, Statement};
pub use transaction::{Isolation, Transaction, TransactionOptions};
pub use tx::Tx;

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

/// How many connections are held and how long things may take.
#[derive(Clone, Debug)]
pub struct PoolSettings {
    /// How many connections are open at most; an in-memory SQLite database always has exactly one.
    pub max_connections: u32,
    /// How many connections are kept open when there is nothing to do.
    pub min_connections: u32,
    /// How long the first connections are tried again while the database sleeps, starts up or cannot be reached; zero for one attempt.
    pub connect_timeout: Duration,
    /// How long a request waits for a connection before it is answered with 503.
    pub acquire_timeout: Duration,
    /// How long a connection may be idle before it is closed; `None` for ever.
    pub idle_timeout: Option<Duration>,
    /// How old a connection may become before it is replaced; `None` for ever.
    pub max_lifetime: Option<Duration>,
    /// How long one statement may take on PostgreSQL before it is cancelled, and the request answered with 503; `None` for as long as the server
    /// says. Behind a pooler of transactions each statement then runs in a transaction of its own, which is told the limit; a limit of the
    /// role (`ALTER ROLE app SET statement_timeout = '5s'`) costs nothing.
    pub statement_timeout: Option<Duration>,
    /// Whether a pooler stands before PostgreSQL.
    pub pooler: Pooler,
}

/// Whether a pooler stands before PostgreSQL that gives each transaction another connection of the server, like PgBouncer in transaction mode.
///
/// What was prepared on one connection is not there on the next. A pooler that keeps prepared statements for its clients (PgBouncer from 1.21 with
/// `max_prepared_statements`, as on Neon) changes nothing; behind another one each statement runs unprepared in a transaction of its own, which
/// costs four round trips instead of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pooler {
    /// The first connection finds out: whether it reaches the server itself, and under which name the server knows what it prepares.
    #[default]
    Detect,
    /// There is none, or one that gives each client a connection of its own.
    None,
    /// There is one, and it keeps no prepared statements.
    Transaction,
}

impl Default for PoolSettings {
    /// At most 16 connections, 30 seconds for the first, 5 seconds to get one, closed after 10 idle minutes or at the age of 30 minutes.
    fn default() -> Self {
        Self {
            max_connections: 16,
            min_connections: 0,
            connect_timeout: Duration::from_secs(30),
            acquire_timeout: Duration::from_secs(5),
            idle_timeout: Some(Duration::from_secs(600)),
            max_lifetime: Some(Duration::from_secs(1800)),
            statement_timeout: None,
            pooler: Pooler::Detect,
        }
    }
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
    kept: Kept,
}

/// What others keep with a database, by its type and a key of their own: what is made from descriptors once for each database.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<HashMap<(TypeId, usize), AnyArc>>>);

type AnyArc = Arc<dyn Any + Send + Sync>;

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
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
        Ok(Self { inner: url::connect(url, settings).await?, kept: Kept::default() })
    }

    /// What is kept with the database under this key; made when it is asked for first.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, key: usize, make: impl FnOnce() -> T) -> Arc<T> {
        // Nothing is left half done under this lock, so a panic elsewhere does not spoil it.
        let mut kept = self.kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = kept.get(&(TypeId::of::<T>(), key)).and_then(|there| Arc::clone(there).downcast().ok()) {
            return there;
        }
        let made = Arc::new(make());
        kept.insert((TypeId::of::<T>(), key), Arc::clone(&made) as _);
        made
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
        let mut first = None;
        let mut keep = |row| {
            first.get_or_insert(row);
        };
        each!(&self.inner, runner => runner.run(&statement, &mut keep).await)?;
        Ok(first)
    }

    /// Runs a statement and answers all its rows.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn fetch_all(&self, statement: Statement) -> Result<Vec<Row>, DbError> {
        let mut rows = Vec::new();
        let mut keep = |row| rows.push(row);
        each!(&self.inner, runner => runner.run(&statement, &mut keep).await)?;
        Ok(rows)
    }

    /// Runs a statement and answers how many rows it changed.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn execute(&self, statement: Statement) -> Result<u64, DbError> {
        each!(&self.inner, runner => runner.run(&statement, &mut |_| ()).await)
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
        Tx::begin(self, options).await.map(Transaction::new)
    }

    /// Reads one row by its key: the one seam for such reads, so that many of them can later leave as one statement. The key is the
    /// first value of the statement, what the policy adds comes after it.
    ///
    /// # Errors
    /// As [`DbError`] says.
    pub async fn read_by_key(&self, _resource: &'static ResourceSpec, statement: Statement) -> Result<Option<Row>, DbError> {
        self.fetch_optional(statement).await
    }

    /// Waits for what is running, then closes every connection. Later calls fail with [`DbError::Unavailable`].
    pub async fn close(&self) {
        each!(&self.inner, runner => runner.close().await);
    }
}
