//! Whether a pooler stands before the server, and what it does with prepared statements.
//!
//! Names of prepared statements belong to a connection of the server. Behind a pooler of transactions a name that was given on one of them is unknown
//! on the next, or worse, is the name of a statement that somebody else prepared there. So errors cannot be waited for: the first
//! connection of a pool finds out before anything else runs.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU8, Ordering},
};

use sqlx::{Connection as _, Executor as _, PgConnection, Row as _, postgres::PgConnectOptions};

use crate::db::Pooler;

/// How statements are prepared on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Preparing {
    /// Under a name that the server itself keeps.
    Named,
    /// Under a name that a pooler keeps for its client, whichever connection of the server it has.
    Kept,
    /// Without a name, and run in the same transaction.
    Unnamed,
}

/// What is known about the way to the server, for all connections of a pool.
#[derive(Debug)]
pub(super) struct Way {
    known: AtomicU8,
    /// The URL says that there is a pooler.
    pooler: bool,
}

/// How every statement of the driver is called that has a name.
const NAMES: &str = "sqlx_s_";

/// What is asked: what was said at the beginning of the connection, and the name of this very statement.
const QUESTION: &str = "SELECT current_setting('restkit.connection', true), \
    (SELECT name FROM pg_catalog.pg_prepared_statements WHERE statement LIKE 'SELECT current_setting(''restkit.connection''%' \
    ORDER BY prepare_time DESC LIMIT 1)";

impl Way {
    pub(super) const fn new(setting: Pooler, pooler: bool) -> Self {
        let known = match setting {
            Pooler::Detect => 0,
            Pooler::None => 1,
            Pooler::Transaction => 3,
        };
        Self { known: AtomicU8::new(known), pooler }
    }

    /// `None` until the first connection has found out.
    pub(super) fn preparing(&self) -> Option<Preparing> {
        match self.known.load(Ordering::Acquire) {
            1 => Some(Preparing::Named),
            2 => Some(Preparing::Kept),
            3 => Some(Preparing::Unnamed),
            _ => None,
        }
    }

    fn set(&self, preparing: Preparing) {
        let number = match preparing {
            Preparing::Named => 1,
            Preparing::Kept => 2,
            Preparing::Unnamed => 3,
        };
        self.known.store(number, Ordering::Release);
    }

    /// A statement was not found under its name, or another one was. The next connection finds out anew, and none that was opened before is used again.
    pub(super) fn doubt(&self, preparing: Preparing) {
        if self.preparing() == Some(preparing) {
            self.known.store(0, Ordering::Release);
            tracing::warn!(
                "the database does not know a prepared statement of this connection: whether there is a pooler is looked up anew"
            );
        }
    }

    /// What a pooler keeps does not fit the tables any more, and it hands the same out to every client.
    pub(super) fn outdated(&self, preparing: Preparing) {
        if preparing == Preparing::Kept && self.preparing() == Some(preparing) {
            self.set(Preparing::Unnamed);
            tracing::warn!(
                "the tables have changed under the statements that the pooler keeps: from now on each statement runs unprepared in a transaction \
                 of its own; to end that, make the pooler reconnect and restart this program"
            );
        }
    }

    /// Opens a connection and finds out. `options` are those without parameters of ours.
    pub(super) async fn explore(&self, options: &PgConnectOptions) -> Result<(PgConnection, Preparing), sqlx::Error> {
        let secret = secret();
        let mut connection = match self.marked(options, &secret).await? {
            Some(connection) => connection,
            None => PgConnection::connect_with(options).await?,
        };
        let answer = ask(&mut connection).await?;
        let preparing = match answer {
            Answer::Named { mark: Some(mark), .. } if mark == secret => Preparing::Named,
            Answer::Named { name, .. } if name.starts_with(NAMES) => Preparing::Unnamed,
            Answer::Named { .. } => Preparing::Kept,
            Answer::Taken => Preparing::Unnamed,
            // It is no PostgreSQL in this; and where a pooler is certain, nothing is risked.
            Answer::Refused if self.pooler => Preparing::Unnamed,
            Answer::Refused => Preparing::Named,
        };
        self.set(preparing);
        match preparing {
            Preparing::Named => tracing::debug!("no pooler stands before the database"),
            Preparing::Kept => tracing::info!("a pooler stands before the database, and keeps prepared statements"),
            Preparing::Unnamed => tracing::info!(
                "a pooler stands before the database that keeps no prepared statements: each statement runs unprepared in a transaction of its own"
            ),
        }
        Ok((connection, preparing))
    }

    /// A connection that carries a mark from its beginning, which only the server itself can know: a pooler opened its connections before, and
    /// either refuses the mark or drops it. `None` when it was refused.
    async fn marked(&self, options: &PgConnectOptions, mark: &str) -> Result<Option<PgConnection>, sqlx::Error> {
        if self.pooler {
            // It is known, and what it would say to the mark is not.
            return Ok(None);
        }
        match PgConnection::connect_with(&options.clone().options([("restkit.connection", mark)])).await {
            Ok(connection) => Ok(Some(connection)),
            // Whatever is not about the login, the database or the state of the server may be about the mark.
            Err(sqlx::Error::Database(error))
                if error.code().is_none_or(|code| !["28", "3D", "53", "57"].iter().any(|class| code.starts_with(class))) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

enum Answer {
    Named {
        mark: Option<String>,
        name: String,
    },
    /// Somebody prepared another statement under the same name.
    Taken,
    /// The question was not understood.
    Refused,
}

/// In a transaction, so that no pooler can change the connection of the server between preparing and running.
async fn ask(connection: &mut PgConnection) -> Result<Answer, sqlx::Error> {
    connection.execute("BEGIN").await?;
    let answer = match connection.fetch_optional(sqlx::query(QUESTION)).await {
        Ok(Some(row)) => match row.try_get::<Option<String>, _>(1)? {
            Some(name) => Answer::Named { mark: row.try_get(0)?, name },
            None => Answer::Refused,
        },
        Ok(None) => Answer::Refused,
        Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| code == "42P05") => Answer::Taken,
        Err(sqlx::Error::Database(_)) => Answer::Refused,
        Err(error) => return Err(error),
    };
    // The name is given back where it was taken.
    if matches!(answer, Answer::Named { .. }) {
        connection.clear_cached_statements().await?;
    }
    connection.execute("ROLLBACK").await?;
    Ok(answer)
}

/// What nobody else can have said.
fn secret() -> String {
    let mut bytes = [0_u8; 16];
    // Without chance there is still the process and the moment.
    if getrandom::fill(&mut bytes).is_err() {
        let moment = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        bytes = (moment.as_nanos() ^ (u128::from(std::process::id()) << 96)).to_be_bytes();
    }
    let mut text = String::with_capacity(32);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
