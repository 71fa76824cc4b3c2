//! The app on SQLite.

use std::time::Duration;

use axum::Router;
use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite as Driver, SqlitePool as Pool};

use crate::{Result, http::Settings};

#[allow(clippy::duplicate_mod, reason = "the same text on another driver: sqlx is generic over drivers only at a price")]
#[path = "tasks.rs"]
mod tasks;

/// The app on the SQLite database that the settings name.
pub(super) async fn router(settings: &Settings) -> Result<Router> {
    let options = settings
        .database_url
        .parse::<SqliteConnectOptions>()?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5));
    let pool = SqlitePoolOptions::new()
        .max_connections(settings.connections)
        .min_connections(settings.connections)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(tasks::router(pool, settings))
}

/// How text sorts by code point: SQLite does so by itself.
const TITLE: &str = "title";
const STATUS: &str = "status";

/// What begins a transaction that writes.
const BEGIN: &str = "BEGIN IMMEDIATE";
/// How a row is locked.
const LOCK: &str = "SELECT id, title, description, status, priority, owner_id, created_at, updated_at, row_version \
    FROM tasks WHERE id = $1 AND owner_id = $2";
const LOCK_ANY: &str = "SELECT id, title, description, status, priority, owner_id, created_at, updated_at, row_version \
    FROM tasks WHERE id = $1";

/// A moment as it is bound: text of fixed width sorts right.
fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Micros, true)
}
