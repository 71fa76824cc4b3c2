//! Migrations as a program runs them by itself: what is atomic, what is said, and that sqlx's own tools read the same.

mod pooled;
mod rebuild;
mod run;
mod sqlx_tools;

use restkit::{
    __private::{Dialect, DialectFiles, MigrationFiles, Migrations, ScriptFile},
    db::{Db, PoolSettings, Statement},
    migrate::{MigrateError, MigrateSettings},
};
use restkit_tests::database::{Backend, Database};

/// A name of files, what leads there and what leads back.
pub type Script = (&'static str, &'static str, Option<&'static str>);

/// Migrations of these scripts, the same for both databases.
pub fn migrations(scripts: &[Script]) -> Migrations {
    let set = |dialect| {
        let scripts = scripts.iter().map(|&(name, up, down)| {
            let version = name.split_once('_').unwrap().0.parse().unwrap();
            ScriptFile { version, name, simple: false, up, down }
        });
        DialectFiles { dialect, snapshot: None, scripts: Vec::leak(scripts.collect()) }
    };
    let sets = vec![set(Dialect::Postgres), set(Dialect::Sqlite)];
    let files = MigrationFiles { manifest_dir: "/nowhere", folder: "migrations", sets: Vec::leak(sets) };
    Migrations::of_files(Box::leak(Box::new(files)))
}

/// An empty database, and a way into it.
pub async fn database(backend: Backend) -> (Database, Db) {
    let database = Database::empty(backend).await;
    let db = Db::connect(database.url(), &PoolSettings::default()).await.unwrap();
    (database, db)
}

pub fn settings() -> MigrateSettings {
    MigrateSettings::default()
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.fetch_optional(Statement::literal(sql, Vec::new())).await.unwrap().unwrap().get("n").unwrap()
}

/// The names of those that `up` applies.
pub async fn up(migrations: &Migrations, db: &Db) -> Result<Vec<String>, MigrateError> {
    Ok(migrations.up(db, &settings()).await?.into_iter().map(|done| done.name).collect())
}

/// State and version of each.
async fn status(migrations: &Migrations, db: &Db) -> Vec<String> {
    let all = migrations.status(db).await.unwrap();
    all.iter().map(|status| format!("{} {}", status.version, status.state)).collect()
}
