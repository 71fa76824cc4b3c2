//! A connection to PostgreSQL, or to a pooler before it.

use std::{
    collections::HashSet,
    fmt,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
    time::Duration,
};

use futures_util::{TryStreamExt, future::BoxFuture, stream::BoxStream};
use sqlx::{
    Connection as _, Either, Executor as _, PgConnection, SqlStr,
    error::BoxDynError,
    postgres::{PgConnectOptions, PgDatabaseError, PgQueryResult, PgRow},
};

use super::{
    bind, errors,
    pooler::{Preparing, Way},
    sent::Sent,
    url,
};
use crate::{
    db::{
        Arg, DbError, Isolation, PoolSettings, Row, Statement, StatementTimeout, TransactionOptions,
        run::{Driver, Failure},
        wanted::Wanted,
    },
    spec::{Kind, Value},
};

/// How long a connection may take to come to rest after its statement was abandoned.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long one attempt to connect may take, when the URL does not say.
const ATTEMPT: Duration = Duration::from_secs(10);

/// How many statements a connection remembers to have seen.
const MOST_SEEN: usize = 4096;

/// What is needed to open connections; it holds the password, and so has no `Debug`.
#[derive(Clone)]
pub(in crate::db) struct Options {
    server: PgConnectOptions,
    way: Arc<Way>,
    attempt: Duration,
    statement_timeout: StatementTimeout,
    /// How many statements each connection keeps prepared.
    statements: usize,
}

/// Reads a URL and the settings.
pub(in crate::db) fn options(text: &str, settings: &PoolSettings, statements: usize) -> Result<Options, DbError> {
    let target = url::parse(text)?;
    Ok(Options {
        server: target.options,
        way: Arc::new(Way::new(settings.pooler, target.pooler)),
        attempt: target.attempt.unwrap_or(ATTEMPT),
        statement_timeout: settings.statement_timeout,
        statements,
    })
}

impl Options {
    /// With the limit of statements, which belongs to a connection of the server, and so cannot be said to a pooler.
    fn limited(&self) -> PgConnectOptions {
        let server = self.server.clone().statement_cache_capacity(self.statements);
        match self.always() {
            Some(limit) => server.options([("statement_timeout", limit.as_millis())]),
            None => server,
        }
    }

    /// The limit of statements that holds behind a pooler as well.
    fn always(&self) -> Option<Duration> {
        match self.statement_timeout {
            StatementTimeout::Always(limit) if !limit.is_zero() => Some(limit),
            _ => None,
        }
    }

    async fn open(&self) -> Result<Connection, sqlx::Error> {
        let (mut inner, preparing) = match self.way.preparing() {
            Some(Preparing::Named) => (PgConnection::connect_with(&self.limited()).await?, Preparing::Named),
            Some(Preparing::Kept) => {
                let server = self.server.clone().statement_cache_capacity(self.statements);
                (PgConnection::connect_with(&server).await?, Preparing::Kept)
            }
            Some(Preparing::Unnamed) => {
                (PgConnection::connect_with(&self.server.clone().statement_cache_capacity(0)).await?, Preparing::Unnamed)
            }
            None => {
                let server = self.server.clone().statement_cache_capacity(self.statements);
                let (explorer, preparing) = self.way.explore(&server).await?;
                if preparing == Preparing::Named && self.always().is_some() {
                    // It has no limit. Whether it says goodbye does not matter.
                    let _ = explorer.close().await;
                    (PgConnection::connect_with(&self.limited()).await?, preparing)
                } else {
                    (explorer, preparing)
                }
            }
        };
        if let (StatementTimeout::Usual(limit), Preparing::Named) = (self.statement_timeout, preparing) {
            // Not an option of the connection, which a pooler of sessions would refuse.
            const TELL: &str =
                "SELECT set_config('statement_timeout', $1, false) WHERE current_setting('statement_timeout') = '0'";
            sqlx::query(TELL).bind(limit.as_millis().to_string()).persistent(false).execute(&mut inner).await?;
        }
        let limit = self.always().filter(|_| preparing != Preparing::Named);
        Ok(Connection { inner, preparing, way: Arc::clone(&self.way), limit, alone: false, seen: HashSet::new() })
    }
}

/// Where a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Alone,
    Transaction,
    /// In a transaction, and what has no name may be sent as it is.
    Explored,
}

/// A connection.
pub(in crate::db) struct Connection {
    inner: PgConnection,
    preparing: Preparing,
    way: Arc<Way>,
    /// How long a statement may take, where each transaction has to be told.
    limit: Option<Duration>,
    /// Whether a statement is in the middle of a transaction of its own.
    alone: bool,
    /// Statements whose types the driver knows, by their text; only where they have no names.
    seen: HashSet<u64>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("preparing", &self.preparing).finish_non_exhaustive()
    }
}

impl Connection {
    /// Runs a statement to its end. It is one future with all that may come of it: what stands between a request and the driver is gone through
    /// whenever an answer arrives.
    async fn send(&mut self, statement: &Statement, wanted: &mut Wanted, place: Place) -> Result<u64, Failure> {
        if place == Place::Transaction && self.preparing == Preparing::Unnamed {
            // In a box: few need it, and it would make every request's future larger.
            return self.send_unnamed(statement, wanted).await;
        }
        let arguments = bind::arguments(&statement.args)?;
        let named = statement.prepared && self.preparing != Preparing::Unnamed;
        let query = Sent { sql: statement.sql.clone(), arguments: Some(arguments), named };
        if let Wanted::First(first) = wanted
            && (place != Place::Alone || !statement.writes)
        {
            // Without a stream around the stream, and to the end all the same. What it does not tell, whether a row came before an error, is asked
            // of nothing but a write that stands alone.
            let row = (&mut self.inner).fetch_optional(query).await.map_err(|error| self.failure(error, false))?;
            *first = row.map(Row::from);
            return Ok(u64::from(first.is_some()));
        }
        let finished = finish((&mut self.inner).fetch_many(query), wanted).await;
        finished.map_err(|(error, answered)| self.failure(error, answered))
    }

    /// Runs a statement that has no name, in an open transaction.
    ///
    /// The first time that the driver meets a type which the database made it asks for it, between preparing and running, and the question takes the
    /// place of the statement without a name. The server then refuses to run what is not there, and the second time the type is known.
    fn send_unnamed<'a>(&'a mut self, statement: &'a Statement, wanted: &'a mut Wanted) -> BoxFuture<'a, Result<u64, Failure>> {
        Box::pin(self.explore(statement, wanted))
    }

    async fn explore(&mut self, statement: &Statement, wanted: &mut Wanted) -> Result<u64, Failure> {
        let mut text = DefaultHasher::new();
        statement.sql().hash(&mut text);
        let text = text.finish();
        if self.seen.contains(&text) || !may_answer_rows(statement.sql()) {
            return self.send(statement, wanted, Place::Explored).await;
        }
        self.control("SAVEPOINT restkit_types").await?;
        let mut outcome = self.send(statement, wanted, Place::Explored).await;
        if outcome.as_ref().is_err_and(|failure| code(&failure.error).as_deref() == Some("26000")) {
            self.control("ROLLBACK TO SAVEPOINT restkit_types").await?;
            outcome = self.send(statement, wanted, Place::Explored).await;
        }
        let changed = outcome?;
        self.control("RELEASE SAVEPOINT restkit_types").await?;
        if self.seen.len() >= MOST_SEEN {
            self.seen.clear();
        }
        self.seen.insert(text);
        Ok(changed)
    }

    /// Preparing without a name and running are two messages with an answer between them: only a transaction keeps both on one connection of the
    /// server. Nothing has an effect before the commit, so nearly every failure can be repeated.
    async fn run_in_own_transaction(&mut self, statement: &Statement, wanted: &mut Wanted) -> Result<u64, Failure> {
        self.alone = true;
        self.begin(TransactionOptions::default()).await.map_err(|failure| Failure { without_effect: true, ..failure })?;
        let failure = match self.run(statement, wanted).await {
            Ok(changed) => {
                let ended = self.control("COMMIT").await;
                self.alone = ended.as_ref().is_err_and(|failure| failure.broken);
                // When no answer came, nobody knows.
                return ended.map(|()| changed).map_err(|failure| Failure { without_effect: !failure.broken, ..failure });
            }
            Err(failure) => failure,
        };
        let mut failure = Failure { without_effect: true, ..failure };
        if failure.broken {
            return Err(failure);
        }
        if self.control("ROLLBACK").await.is_err() {
            failure.broken = true;
            return Err(failure);
        }
        self.alone = false;
        // What cannot stand in a transaction has no values, and needs no preparing: it goes out as text.
        if statement.args.is_empty() && code(&failure.error).as_deref() == Some("25001") {
            let done = (&mut self.inner).execute(statement.sql.clone()).await;
            return done.map(|done| done.rows_affected()).map_err(|error| self::failure(error, false));
        }
        Err(failure)
    }

    /// What the failure of a statement means, here and for the way to the server.
    #[cold]
    fn failure(&self, error: sqlx::Error, answered: bool) -> Failure {
        let failure = failure(error, answered);
        // What has no name is known to no server.
        if self.preparing == Preparing::Unnamed { failure } else { self.learn(failure) }
    }

    /// Notes what a failure says about the way to the server.
    fn learn(&self, failure: Failure) -> Failure {
        let Some(database) = failure.error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
        else {
            return failure;
        };
        if errors::is_another_statement(database) {
            self.way.doubt(self.preparing);
        } else if errors::is_outdated_statement(database) {
            self.way.outdated(self.preparing);
        } else {
            return failure;
        }
        Failure { stale: true, ..failure }
    }
}

impl Driver for Connection {
    type Options = Options;

    const ONE_WRITER: bool = false;

    async fn connect(options: &Options) -> Result<Self, sqlx::Error> {
        let opened = tokio::time::timeout(options.attempt, options.open()).await;
        opened.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
    }

    fn unlimited(options: &Options) -> Options {
        Options { statement_timeout: StatementTimeout::OfServer, ..options.clone() }
    }

    async fn close(self) -> Result<(), sqlx::Error> {
        self.inner.close().await
    }

    async fn ping(&mut self) -> Result<(), sqlx::Error> {
        self.inner.ping().await
    }

    fn fits(&self) -> bool {
        self.way.preparing() == Some(self.preparing)
    }

    fn opening(options: TransactionOptions) -> &'static str {
        match (options.isolation, options.read_only) {
            (None, false) => "BEGIN",
            (None, true) => "BEGIN READ ONLY",
            (Some(Isolation::ReadCommitted), false) => "BEGIN ISOLATION LEVEL READ COMMITTED",
            (Some(Isolation::ReadCommitted), true) => "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY",
            (Some(Isolation::RepeatableRead), false) => "BEGIN ISOLATION LEVEL REPEATABLE READ",
            (Some(Isolation::RepeatableRead), true) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Some(Isolation::Serializable), false) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            (Some(Isolation::Serializable), true) => "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY",
        }
    }

    async fn begin(&mut self, options: TransactionOptions) -> Result<(), Failure> {
        self.control(Self::opening(options)).await?;
        let Some(limit) = self.limit else { return Ok(()) };
        let limit = Arg::new(Value::Text(limit.as_millis().to_string()), Kind::Text);
        let statement = Statement::literal("SELECT set_config('statement_timeout', $1, true)", vec![limit]);
        let Err(mut failure) = self.run(&statement, &mut Wanted::Nothing).await else { return Ok(()) };
        if !failure.broken && self.control("ROLLBACK").await.is_err() {
            failure.broken = true;
        }
        Err(failure)
    }

    fn run(&mut self, statement: &Statement, wanted: &mut Wanted) -> impl Future<Output = Result<u64, Failure>> + Send {
        self.send(statement, wanted, Place::Transaction)
    }

    async fn run_alone(&mut self, statement: &Statement, wanted: &mut Wanted) -> Result<u64, Failure> {
        if self.preparing == Preparing::Unnamed || self.limit.is_some() {
            return Box::pin(self.run_in_own_transaction(statement, wanted)).await;
        }
        self.send(statement, wanted, Place::Alone).await
    }

    async fn script(&mut self, sql: SqlStr) -> Result<(), Failure> {
        // To the end of them all, and not only to the first row.
        let script = Sent { sql, arguments: None, named: false };
        (&mut self.inner).fetch_optional(script).await.map(drop).map_err(|error| failure(error, false))
    }

    async fn recover(&mut self, in_transaction: bool) -> bool {
        let in_transaction = in_transaction || std::mem::take(&mut self.alone);
        let rest = async {
            // Both first read what is left of the abandoned statement.
            if in_transaction { (&mut self.inner).execute("ROLLBACK").await.is_ok() } else { self.inner.ping().await.is_ok() }
        };
        tokio::time::timeout(PATIENCE, rest).await.unwrap_or(false)
    }
}

/// Runs a statement to its end; answers how many rows it changed. sqlx's `execute` is a stream around this stream. An error comes with whether something was
/// answered before it.
async fn finish(
    mut stream: BoxStream<'_, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>,
    wanted: &mut Wanted,
) -> Result<u64, (sqlx::Error, bool)> {
    let mut changed = 0;
    let mut answered = false;
    loop {
        match stream.try_next().await {
            Ok(None) => return Ok(changed),
            Ok(Some(Either::Left(done))) => {
                answered = true;
                changed += done.rows_affected();
            }
            Ok(Some(Either::Right(row))) => {
                answered = true;
                wanted.keep(row);
            }
            Err(error) => return Err((error, answered)),
        }
    }
}

/// Whether the connection survives, and whether the statement can have had an effect.
///
/// The server commits a statement after it has reported its rows and its end. When instead the first thing it says is that it ends the
/// conversation, or that it does not know the prepared statement any more, nothing was done. When it says nothing, nobody knows.
#[cold]
fn failure(error: sqlx::Error, answered: bool) -> Failure {
    let (broken, refused) = match &error {
        sqlx::Error::Database(inner) => {
            let over = inner.try_downcast_ref::<PgDatabaseError>().is_some_and(errors::ends_connection);
            (over, true)
        }
        sqlx::Error::Encode(_) => (false, true),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => (false, false),
        _ => (true, false),
    };
    Failure { error, broken, without_effect: refused && !answered, stale: false }
}

/// Whether a statement is of a kind that answers rows, of whatever types.
fn may_answer_rows(sql: &str) -> bool {
    let first = sql.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default();
    ["select", "with", "insert", "update", "delete", "merge", "values"].iter().any(|word| first.eq_ignore_ascii_case(word))
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned())
}

impl From<BoxDynError> for Failure {
    /// A value could not be encoded: nothing was sent.
    fn from(error: BoxDynError) -> Self {
        Self { error: sqlx::Error::Encode(error), broken: false, without_effect: true, stale: false }
    }
}
