//! PostgreSQL: running statements, binding, reading its binary format.

mod bind;
mod errors;
mod numeric;
mod read;

use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::{Connection, Either, Executor, PgConnection, postgres::PgDatabaseError};

use super::{
    Isolation, Row, Statement, TransactionOptions,
    run::{Driver, Failure},
};

pub(super) use errors::sort as sort_error;
pub(super) use read::{checked_value, value, write_json};

/// How long a connection may take to come to rest after its statement was abandoned.
const PATIENCE: Duration = Duration::from_secs(5);

impl Driver for PgConnection {
    const ONE_WRITER: bool = false;

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

    async fn run(&mut self, statement: &Statement, keep: &mut (dyn FnMut(Row) + Send)) -> Result<u64, Failure> {
        let arguments = bind::arguments(&statement.args)?;
        let query = sqlx::query_with(statement.sql.clone(), arguments).persistent(statement.prepared);
        let mut stream = (&mut *self).fetch_many(query);
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
                    keep(row.into());
                }
                Err(error) => return Err(failure(error, answered)),
            }
        }
    }

    async fn control(&mut self, sql: &'static str) -> Result<(), Failure> {
        (&mut *self).execute(sql).await.map(drop).map_err(|error| failure(error, false))
    }

    async fn recover(&mut self, in_transaction: bool) -> bool {
        let rest = async {
            // Both first read what is left of the abandoned statement.
            if in_transaction { (&mut *self).execute("ROLLBACK").await.is_ok() } else { self.ping().await.is_ok() }
        };
        tokio::time::timeout(PATIENCE, rest).await.unwrap_or(false)
    }
}

/// Whether the connection survives, and whether the statement can have had an effect.
///
/// The server commits a statement after it has reported its rows and its end. When instead the first thing it says is that it ends the
/// conversation, or that it does not know the prepared statement any more, nothing was done. When it says nothing, nobody knows.
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
    Failure { error, broken, without_effect: refused && !answered }
}

impl From<sqlx::error::BoxDynError> for Failure {
    /// A value could not be encoded: nothing was sent.
    fn from(error: sqlx::error::BoxDynError) -> Self {
        Self { error: sqlx::Error::Encode(error), broken: false, without_effect: true }
    }
}
