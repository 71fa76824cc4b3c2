//! Scripts and steps: what stays, and what is said.

use std::{error::Error as _, time::Duration};

use restkit::{
    db::{DbError, Statement, Tx},
    migrate::{Back, MigrateError, MigrateSettings},
    prelude::App,
};
use restkit_tests::{database::Backend, on_both};

use super::{count, database, migrations, settings, status, up};

on_both!(
    a_script_is_whole_or_not_at_all,
    a_step_in_rust_is_whole_or_not_at_all,
    steps_stand_among_files,
    there_is_not_always_a_way_back,
    a_way_back_may_be_a_comment,
    what_is_mended_goes_on,
);

async fn a_script_is_whole_or_not_at_all(backend: Backend) {
    let (_database, db) = database(backend).await;
    let scripts = migrations(&[
        ("1_a", "CREATE TABLE a (b INTEGER);", None),
        ("2_b", "CREATE TABLE c (d INTEGER);\n\n-- here\nINSERT INTO nothing\nVALUES (1);", None),
        ("3_c", "CREATE TABLE e (f INTEGER);", None),
    ]);
    let error = up(&scripts, &db).await.unwrap_err();
    let place = if backend == Backend::Sqlite { "sqlite" } else { "postgres" };
    let expected = format!("migrations/{place}/2_b.up.sql, line 4: the statement `INSERT INTO nothing VALUES (1)` failed");
    assert_eq!(error.to_string(), expected);
    assert!(error.source().unwrap().to_string().contains("nothing"));
    assert_eq!(status(&scripts, &db).await, ["1 applied", "2 pending", "3 pending"]);
    assert!(db.execute(Statement::literal("INSERT INTO c (d) VALUES (1)", Vec::new())).await.is_err());
}

async fn a_step_in_rust_is_whole_or_not_at_all(backend: Backend) {
    let (_database, db) = database(backend).await;
    let scripts = migrations(&[("1_a", "CREATE TABLE a (b INTEGER);", None)]).step(2, "fails", |tx: Tx| async move {
        tx.execute(Statement::literal("INSERT INTO a (b) VALUES (1)", Vec::new())).await?;
        Err("on purpose")?
    });
    let error = up(&scripts, &db).await.unwrap_err();
    assert_eq!(
        (error.to_string().as_str(), error.source().unwrap().to_string().as_str()),
        ("the migration 2_fails failed", "on purpose")
    );
    assert_eq!(status(&scripts, &db).await, ["1 applied", "2 pending"]);
    assert_eq!(count(&db, "SELECT count(*) AS n FROM a").await, 0);
}

async fn steps_stand_among_files(backend: Backend) {
    let (_database, db) = database(backend).await;
    let insert = |sql| {
        move |tx: Tx| async move {
            tx.execute(Statement::literal(sql, Vec::new())).await?;
            Ok(())
        }
    };
    let scripts = migrations(&[("1_a", "CREATE TABLE a (b INTEGER);", None), ("3_c", "UPDATE a SET b = b + 1;", None)])
        .step(4, "last", insert("UPDATE a SET b = b * 10"))
        .reversible_step(2, "between", insert("INSERT INTO a (b) VALUES (1)"), insert("DELETE FROM a"));
    assert_eq!(up(&scripts, &db).await.unwrap(), ["1_a", "2_between", "3_c", "4_last"]);
    assert_eq!(count(&db, "SELECT CAST(b AS BIGINT) AS n FROM a").await, 20);
    let taken = scripts.step(3, "taken", insert("SELECT 1")).step(0, "none", insert("SELECT 1"));
    let app = App::new("Empty", "1.0.0").migrations(taken);
    let error = app.migrate(&db).await.unwrap_err().to_string();
    assert!(error.contains("\"taken\" in Rust has the version of 3_c") && error.contains("version 0"), "{error}");
}

async fn there_is_not_always_a_way_back(backend: Backend) {
    let (_database, db) = database(backend).await;
    let scripts = migrations(&[
        ("1_a", "CREATE TABLE a (b INTEGER);", None),
        ("2_b", "CREATE TABLE c (d INTEGER);", Some("DROP TABLE c;")),
        ("3_c", "CREATE TABLE e (f INTEGER);", Some("DROP TABLE e; DROP TABLE nothing;")),
    ]);
    up(&scripts, &db).await.unwrap();
    let error = scripts.down(&db, Back::To(0), &settings()).await.unwrap_err();
    assert!(matches!(error, MigrateError::Irreversible(_)) && error.to_string().contains("1_a"), "{error}");
    let error = scripts.down(&db, Back::Steps(1), &settings()).await.unwrap_err();
    assert!(error.to_string().contains("3_c.down.sql, line 1"), "{error}");
    assert_eq!(status(&scripts, &db).await, ["1 applied", "2 applied", "3 applied"]);
    assert_eq!(count(&db, "SELECT count(*) AS n FROM e").await, 0);
}

async fn a_way_back_may_be_a_comment(backend: Backend) {
    let (_database, db) = database(backend).await;
    let nothing = Some("-- Nothing has to be undone.\n");
    let scripts = migrations(&[
        ("1_a", "CREATE TABLE a (b INTEGER);", Some("DROP TABLE a;")),
        ("2_b", "UPDATE a SET b = 1;", nothing),
        ("3_c", "-- no-transaction\nUPDATE a SET b = 2;", nothing),
    ]);
    up(&scripts, &db).await.unwrap();
    scripts.down(&db, Back::Steps(2), &settings()).await.unwrap();
    assert_eq!(status(&scripts, &db).await, ["1 applied", "2 pending", "3 pending"]);
    scripts.down(&db, Back::Steps(1), &settings()).await.unwrap();
    assert_eq!(up(&scripts, &db).await.unwrap(), ["1_a", "2_b", "3_c"]);
}

/// A script without a transaction stops behind what was done, and goes on with what was mended.
async fn what_is_mended_goes_on(backend: Backend) {
    let (_database, db) = database(backend).await;
    let first = ("1_a", "CREATE TABLE a (b INTEGER);", None);
    let broken = "-- no-transaction\nINSERT INTO a VALUES (1);\nBEGIN;\nINSERT INTO a VALUES (2);\nINSERT INTO nothing VALUES (1);\nCOMMIT;";
    let error = up(&migrations(&[first, ("2_b", broken, None)]), &db).await.unwrap_err();
    assert!(error.to_string().contains("2_b.up.sql, line 5"), "{error}");
    // The transaction of the script was undone, with the notes in it.
    assert_eq!(count(&db, "SELECT count(*) AS n FROM a").await, 1);
    let changed = migrations(&[first, ("2_b", "-- no-transaction\nINSERT INTO a VALUES (5);\nSELECT 1;", None)]);
    let error = up(&changed, &db).await.unwrap_err();
    assert!(matches!(error, MigrateError::HalfDone { done: 1, .. }), "{error}");
    let mended =
        "-- no-transaction\nINSERT INTO a VALUES (1);\nBEGIN;\nINSERT INTO a VALUES (2);\nINSERT INTO a VALUES (3);\nCOMMIT;";
    let mended = migrations(&[first, ("2_b", mended, None)]);
    assert_eq!(status(&mended, &db).await, ["1 applied", "2 half done"]);
    assert_eq!(up(&mended, &db).await.unwrap(), ["2_b"]);
    assert_eq!(count(&db, "SELECT count(*) AS n FROM a").await, 3);
    assert_eq!(status(&mended, &db).await, ["1 applied", "2 applied"]);
}

#[tokio::test]
async fn a_lock_that_does_not_come_free_is_said() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let (_database, db) = database(Backend::Postgres).await;
    let scripts = [("1_a", "CREATE TABLE a (b INTEGER);", None), ("2_b", "-- first\nALTER TABLE a ADD c INTEGER;", None)];
    up(&migrations(&scripts[..1]), &db).await.unwrap();
    let reader = db.begin().await.unwrap();
    reader.fetch_all(Statement::literal("SELECT b FROM a", Vec::new())).await.unwrap();
    let mut brief = settings();
    (brief.lock_timeout, brief.attempts) = (Duration::from_millis(5), 3);
    let error = migrations(&scripts).up(&db, &brief).await.unwrap_err();
    assert!(matches!(error, MigrateError::Locked { attempts: 3, .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("2_b.up.sql, line 2") && text.contains("got no lock within 5 ms, 3 times"), "{text}");
    // A step in Rust is tried as often.
    let locks = |tx: Tx| async move {
        tx.execute(Statement::literal("LOCK TABLE a", Vec::new())).await?;
        Ok(())
    };
    let error = migrations(&scripts[..1]).step(2, "locks", locks).up(&db, &brief).await.unwrap_err();
    assert!(matches!(error, MigrateError::Step { .. }), "{error}");
    reader.rollback().await.unwrap();
    assert_eq!(up(&migrations(&scripts), &db).await.unwrap(), ["2_b"]);
    brief.statement_timeout = Duration::from_millis(5);
    let slow = migrations(&[scripts[0], scripts[1], ("3_c", "SELECT pg_sleep(60);", None)]);
    let error = slow.up(&db, &brief).await.unwrap_err();
    assert!(error.to_string().contains("MIGRATE_STATEMENT_TIMEOUT"), "{error}");
}

#[tokio::test]
async fn another_program_is_waited_for_but_not_for_ever() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let (database, db) = database(Backend::Postgres).await;
    let scripts = migrations(&[("1_a", "CREATE TABLE a (b INTEGER);", None)]);
    // The lock of sqlx's own tools.
    let mut other = <sqlx::PgConnection as sqlx::Connection>::connect(database.direct_url()).await.unwrap();
    sqlx::migrate::Migrate::lock(&mut other).await.unwrap();
    let mut hasty: MigrateSettings = settings();
    hasty.wait = Duration::ZERO;
    let error = scripts.up(&db, &hasty).await.unwrap_err();
    assert!(matches!(error, MigrateError::Busy(_)), "{error}");
    let waiting = tokio::spawn({
        let (scripts, db) = (scripts.clone(), db.clone());
        async move { up(&scripts, &db).await }
    });
    sqlx::migrate::Migrate::unlock(&mut other).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), ["1_a"]);
}

#[tokio::test]
async fn a_writer_is_waited_for_on_sqlite() {
    let (_database, db) = database(Backend::Sqlite).await;
    let scripts = migrations(&[("1_a", "CREATE TABLE a (b INTEGER);", None)]);
    let writer = db.begin().await.unwrap();
    let mut hasty = settings();
    hasty.wait = Duration::ZERO;
    // In the same program the turn to write is waited for as any request waits.
    let error = scripts.up(&db, &hasty).await.unwrap_err();
    assert!(matches!(error, MigrateError::Database(DbError::Unavailable(_)) | MigrateError::Busy(_)), "{error}");
    writer.rollback().await.unwrap();
    assert_eq!(up(&scripts, &db).await.unwrap(), ["1_a"]);
}
