//! Schemas of live databases: what is read, what differs, what `inspect` makes of it.

mod catalog;
mod drift;
mod fit;
mod inspect;
// As it is written.
#[rustfmt::skip]
mod inspected;
mod served;
mod texts;

use restkit::db::{Db, PoolSettings};
use restkit_tests::database::{Backend, Database};

/// A database that restkit did not make.
async fn adopted(backend: Backend) -> (Database, Db) {
    let database = Database::empty(backend).await;
    database
        .execute(match backend {
            Backend::Sqlite => include_str!("adopted_sqlite.sql"),
            Backend::Postgres => include_str!("adopted_postgres.sql"),
        })
        .await;
    let db = connect(&database).await;
    (database, db)
}

async fn connect(database: &Database) -> Db {
    Db::connect(database.url(), &PoolSettings::default()).await.unwrap()
}
