//! Scripts of SQLite that make a table anew.

use restkit::{
    db::Statement,
    migrate::{Back, MigrateError},
};
use restkit_tests::database::Backend;

use super::{count, database, migrations, settings, status, up};

const TABLES: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE tasks (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);
INSERT INTO users VALUES (1, 'ann');
INSERT INTO tasks VALUES (1, 1);";

const REBUILD: &str = "-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO users_new SELECT id, name FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;
COMMIT;
PRAGMA foreign_keys = ON;";

#[tokio::test]
async fn rows_that_refer_to_it_stay() {
    let (_database, db) = database(Backend::Sqlite).await;
    let scripts = migrations(&[("1_tables", TABLES, None), ("2_rebuild", REBUILD, Some(REBUILD))]);
    assert_eq!(up(&scripts, &db).await.unwrap(), ["1_tables", "2_rebuild"]);
    assert_eq!(count(&db, "SELECT count(*) AS n FROM tasks").await, 1);
    // Foreign keys hold as before.
    assert!(db.execute(Statement::literal("INSERT INTO tasks VALUES (2, 9)", Vec::new())).await.is_err());
    db.execute(Statement::literal("DELETE FROM users", Vec::new())).await.unwrap();
    assert_eq!(count(&db, "SELECT count(*) AS n FROM tasks").await, 0);
    assert_eq!(scripts.down(&db, Back::Steps(1), &settings()).await.unwrap().len(), 1);
    assert_eq!(status(&scripts, &db).await, ["1 applied", "2 pending"]);
}

#[tokio::test]
async fn nothing_is_kept_that_would_refer_to_nothing() {
    let (_database, db) = database(Backend::Sqlite).await;
    let loses = "-- no-transaction
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DELETE FROM users;
COMMIT;
PRAGMA foreign_keys = ON;";
    let scripts = migrations(&[("1_tables", TABLES, None), ("2_loses", loses, None)]);
    let error = up(&scripts, &db).await.unwrap_err();
    assert!(matches!(&error, MigrateError::ForeignKeys { tables, .. } if tables == &["tasks"]), "{error}");
    assert!(error.to_string().contains("2_loses.up.sql"), "{error}");
    assert_eq!(count(&db, "SELECT count(*) AS n FROM users").await, 1);
    assert_eq!(status(&scripts, &db).await, ["1 applied", "2 pending"]);
}

#[tokio::test]
async fn a_statement_that_fails_is_named() {
    let (_database, db) = database(Backend::Sqlite).await;
    let wrong = REBUILD.replace("DROP TABLE users;", "DROP TABLE nothing;").leak();
    let scripts = migrations(&[("1_tables", TABLES, None), ("2_rebuild", wrong, None)]);
    let error = up(&scripts, &db).await.unwrap_err();
    assert!(error.to_string().contains("2_rebuild.up.sql, line 6: the statement `DROP TABLE nothing` failed"), "{error}");
    assert_eq!(count(&db, "SELECT count(*) AS n FROM users").await, 1);
}

#[tokio::test]
async fn it_works_in_memory() {
    let db = restkit::db::Db::connect("sqlite::memory:", &restkit::db::PoolSettings::default()).await.unwrap();
    let scripts = migrations(&[("1_tables", TABLES, None), ("2_rebuild", REBUILD, None)]);
    assert_eq!(up(&scripts, &db).await.unwrap().len(), 2);
    assert_eq!(count(&db, "SELECT count(*) AS n FROM tasks").await, 1);
}
