//! SQLite: running statements, binding, reading by storage class.
//!
//! How kinds are stored: integers and truth values as INTEGER, floating-point numbers as REAL, bytes as BLOB, everything else as TEXT; dates
//! and times in the fixed-width form in which JSON has them, so that their order as texts is their order in time; decimals without zeros
//! at their end, so that equal numbers are equal texts.

mod bind;
mod errors;
mod packed;
mod read;

use std::{
    cmp::Ordering,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{Stream, StreamExt, stream::BoxStream};
use rust_decimal::Decimal;
use sqlx::{
    ConnectOptions, Connection, Either, Executor, SqlStr, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteQueryResult, SqliteRow},
};

use super::{
    Row, Statement, TransactionOptions,
    run::{Driver, Failure},
    wanted::Wanted,
};

pub(super) use errors::sort as sort_error;
pub(super) use packed::Elements;
pub(super) use read::{required_text, value, write_json};

impl Driver for SqliteConnection {
    type Options = SqliteConnectOptions;

    const ONE_WRITER: bool = true;

    async fn connect(options: &SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        options.connect().await
    }

    fn unlimited(options: &SqliteConnectOptions) -> SqliteConnectOptions {
        options.clone()
    }

    async fn close(self) -> Result<(), sqlx::Error> {
        Connection::close(self).await
    }

    async fn ping(&mut self) -> Result<(), sqlx::Error> {
        Connection::ping(self).await
    }

    fn opening(options: TransactionOptions) -> &'static str {
        // A transaction that begins to write only later can find that another one has written meanwhile, and cannot go on.
        if options.read_only { "BEGIN" } else { "BEGIN IMMEDIATE" }
    }

    async fn run(&mut self, statement: &Statement, wanted: &mut Wanted) -> Result<u64, Failure> {
        let arguments = bind::arguments(&statement.args).map_err(|error| Failure {
            error: sqlx::Error::Encode(error),
            broken: false,
            without_effect: true,
            stale: false,
        })?;
        let query = sqlx::query_with(statement.sql.clone(), arguments).persistent(statement.prepared);
        finish((&mut *self).fetch_many(query), wanted, statement.packed).await
    }

    async fn script(&mut self, sql: SqlStr) -> Result<(), Failure> {
        finish((&mut *self).fetch_many(sql), &mut Wanted::Nothing, false).await.map(drop)
    }

    async fn recover(&mut self, in_transaction: bool) -> bool {
        if in_transaction {
            // It fails when the transaction is over already, and that is as good.
            return !(&mut *self).execute("ROLLBACK").await.is_err_and(|error| failure(error).broken);
        }
        // An abandoned statement runs to its end on the thread of the connection; this waits for it.
        Connection::ping(self).await.is_ok()
    }
}

/// Runs statements to their end, also when one row is enough: SQLite checks foreign keys and commits when a statement is over, after its rows.
/// Answers how many rows were changed.
async fn finish(
    mut stream: BoxStream<'_, Result<Either<SqliteQueryResult, SqliteRow>, sqlx::Error>>,
    wanted: &mut Wanted,
    packed: bool,
) -> Result<u64, Failure> {
    let mut changed = 0;
    loop {
        match Unhurried::new(&mut stream).await.transpose() {
            Ok(None) => return Ok(changed),
            Ok(Some(Either::Left(done))) => changed += done.rows_affected(),
            Ok(Some(Either::Right(row))) => wanted.keep(Row::of_sqlite(row, packed)),
            Err(error) => return Err(failure(error)),
        }
    }
}

/// The next item of a stream that another thread fills item by item.
///
/// Once something is there, others have a turn first, so that more of it gathers meanwhile: to be woken for each row costs more than the row.
struct Unhurried<'a, S> {
    stream: &'a mut S,
    waited: bool,
}

impl<'a, S> Unhurried<'a, S> {
    const fn new(stream: &'a mut S) -> Self {
        Self { stream, waited: false }
    }
}

impl<S: Stream + Unpin> Future for Unhurried<'_, S> {
    type Output = Option<S::Item>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if std::mem::take(&mut self.waited) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = self.stream.poll_next_unpin(context);
        self.waited = next.is_pending();
        next
    }
}

fn failure(error: sqlx::Error) -> Failure {
    let broken = matches!(error, sqlx::Error::WorkerCrashed | sqlx::Error::Io(_));
    Failure { error, broken, without_effect: false, stale: false }
}

/// The order of numbers for decimals that are stored as text.
pub(super) fn compare_decimals(a: &str, b: &str) -> Ordering {
    match (a.parse::<Decimal>(), b.parse::<Decimal>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        // An order has to be total: what is no number comes after all numbers, in the order of texts.
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    }
}
