//! The app on PostgreSQL.

use axum::Router;
use chrono::{DateTime, Utc};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool as Pool, Postgres as Driver};

use crate::{Result, http::Settings};

#[allow(clippy::duplicate_mod, reason = "the same text on another driver: sqlx is generic over drivers only at a price")]
#[path = "tasks.rs"]
mod tasks;

/// The app on the PostgreSQL database that the settings name.
pub(super) async fn router(settings: &Settings) -> Result<Router> {
    let options = settings.database_url.parse::<PgConnectOptions>()?;
    let pool = PgPoolOptions::new()
        .max_connections(settings.connections)
        .min_connections(settings.connections)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(tasks::router(pool, settings))
}

/// How text sorts by code point.
const TITLE: &str = "title COLLATE \"C\"";
const STATUS: &str = "status COLLATE \"C\"";

/// What begins a transaction that writes.
const BEGIN: &str = "BEGIN";
/// How a row is locked.
const LOCK: &str = "SELECT id, title, description, status, priority, owner_id, created_at, updated_at, row_version \
    FROM tasks WHERE id = $1 AND owner_id = $2 FOR UPDATE";
const LOCK_ANY: &str = "SELECT id, title, description, status, priority, owner_id, created_at, updated_at, row_version \
    FROM tasks WHERE id = $1 FOR UPDATE";

/// A moment as it is bound.
const fn moment(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment
}
