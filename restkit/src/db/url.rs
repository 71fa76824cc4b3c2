//! Which database a URL names, and how it is opened.

use super::{
    DbError, Inner, PoolSettings,
    run::{Driver, Runner},
};

/// Whether a pool opens its first connections at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// So that what is wrong is known at once.
    Now,
    /// When they are asked for.
    Later,
}

pub(super) async fn connect(url: &str, settings: &PoolSettings, first: First) -> Result<Inner, DbError> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        #[cfg(feature = "sqlite")]
        "sqlite" => sqlite(url, settings, first).await,
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => postgres(url, settings, first).await,
        _ => Err(configuration(
            "the URL of the database begins with neither `sqlite:` nor `postgres://`, or that database is not built in",
        )),
    }
}

async fn runner<C: Driver>(options: C::Options, settings: &PoolSettings, first: First) -> Result<Runner<C>, DbError> {
    match first {
        First::Now => Runner::connect(options, settings).await,
        First::Later => Ok(Runner::new(options, settings)),
    }
}

pub(super) fn configuration(message: &'static str) -> DbError {
    DbError::Other(sqlx::Error::Configuration(message.into()))
}

/// How many statements each connection keeps prepared: those of about fifty resources.
const STATEMENTS: usize = 512;

#[cfg(feature = "sqlite")]
async fn sqlite(url: &str, settings: &PoolSettings, first: First) -> Result<Inner, DbError> {
    use std::{str::FromStr, time::Duration};

    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

    let rest = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let mode = parameters.split('&').find_map(|pair| pair.strip_prefix("mode="));
    let in_memory = path == ":memory:" || mode == Some("memory");
    if path.is_empty() && !in_memory {
        return Err(configuration("the URL of the database names no file: write `sqlite:app.db`, or `sqlite::memory:`"));
    }
    let mut options = SqliteConnectOptions::from_str(url)?
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(STATEMENTS)
        .with_regexp()
        .collation(super::DECIMAL_COLLATION, super::sqlite::compare_decimals)
        .optimize_on_close(!in_memory && mode != Some("ro"), 400);
    if in_memory {
        // The database lives as long as its one connection.
        let settings =
            PoolSettings { max_connections: 1, min_connections: 1, idle_timeout: None, max_lifetime: None, ..settings.clone() };
        return Ok(Inner::Sqlite(runner(options.shared_cache(true), &settings, first).await?));
    }
    if mode.is_none() {
        options = options.create_if_missing(true);
    }
    if mode != Some("ro") {
        options = options.journal_mode(SqliteJournalMode::Wal);
    }
    Ok(Inner::Sqlite(runner(options, settings, first).await?))
}

#[cfg(feature = "postgres")]
async fn postgres(url: &str, settings: &PoolSettings, first: First) -> Result<Inner, DbError> {
    let options = super::postgres::options(url, settings, STATEMENTS)?;
    Ok(Inner::Postgres(runner(options, settings, first).await?))
}
