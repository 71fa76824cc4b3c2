//! Through a PgBouncer in transaction mode: each transaction may be on another connection.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use restkit::{
    db::{Db, PoolSettings, Statement},
    migrate::Back,
};
use restkit_tests::{database::Database, postgres};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::{Script, count, migrations, settings, status, up};

const SCRIPTS: [Script; 3] = [
    ("1_a", "CREATE TABLE a (b INTEGER);\nINSERT INTO a SELECT generate_series(1, 1000);", Some("DROP TABLE a;")),
    (
        "2_b",
        "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS a_b_idx;\nCREATE INDEX CONCURRENTLY a_b_idx ON a (b);\nINSERT INTO a VALUES (0);",
        Some("-- no-transaction\nDELETE FROM a WHERE b = 0;\nDROP INDEX CONCURRENTLY IF EXISTS a_b_idx;"),
    ),
    ("3_c", "ALTER TABLE a ADD c INTEGER;\nUPDATE a SET c = b + 1;", Some("ALTER TABLE a DROP c;")),
];

/// An empty database behind the pooler; `None` where there is none.
async fn database() -> Option<Database> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let cluster = postgres::behind_bouncer()?;
    let name = format!("pooled_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&cluster.url("postgres")).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.unwrap();
    Some(Database::at(cluster.app_url(&name)))
}

async fn connect(database: &Database) -> Db {
    let pool = PoolSettings { acquire_timeout: Duration::from_secs(60), ..PoolSettings::default() };
    Db::connect(database.url(), &pool).await.unwrap()
}

#[tokio::test]
async fn everything_runs_behind_a_pooler() {
    let Some(database) = database().await else { return };
    let db = connect(&database).await;
    let scripts = migrations(&SCRIPTS);
    assert_eq!(status(&scripts, &db).await, ["1 pending", "2 pending", "3 pending"]);
    assert_eq!(up(&scripts, &db).await.unwrap(), ["1_a", "2_b", "3_c"]);
    let valid = "SELECT count(*) AS n FROM pg_index WHERE indexrelid = 'a_b_idx'::regclass AND indisvalid";
    assert_eq!(count(&db, valid).await, 1);
    assert_eq!(count(&db, "SELECT count(*) AS n FROM a WHERE c = b + 1").await, 1001);
    scripts.down(&db, Back::Steps(2), &settings()).await.unwrap();
    assert_eq!(status(&scripts, &db).await, ["1 applied", "2 pending", "3 pending"]);
    assert_eq!(count(&db, "SELECT count(*) AS n FROM pg_class WHERE relname = 'a_b_idx'").await, 0);
    assert_eq!(up(&scripts, &db).await.unwrap(), ["2_b", "3_c"]);
    scripts.down(&db, Back::To(0), &settings()).await.unwrap();
    assert_eq!(status(&scripts, &db).await, ["1 pending", "2 pending", "3 pending"]);
    // What was not finished is gone on with, whichever connection it is.
    let broken = "-- no-transaction\nCREATE INDEX CONCURRENTLY a_b_idx ON a (b);\nINSERT INTO nothing VALUES (1);";
    assert!(up(&migrations(&[SCRIPTS[0], ("2_b", broken, None)]), &db).await.is_err());
    let mended = "-- no-transaction\nCREATE INDEX CONCURRENTLY a_b_idx ON a (b);\nINSERT INTO a VALUES (7);";
    assert_eq!(up(&migrations(&[SCRIPTS[0], ("2_b", mended, None)]), &db).await.unwrap(), ["2_b"]);
    assert_eq!(count(&db, valid).await, 1);
}

/// Each has pools and sessions of its own, as programs do.
#[tokio::test]
async fn many_migrate_once_behind_a_pooler() {
    let Some(database) = database().await else { return };
    let programs: Vec<_> = (0..8)
        .map(|_| {
            let url = database.url().to_owned();
            tokio::spawn(async move {
                let db = connect(&Database::at(url)).await;
                let applied = up(&migrations(&SCRIPTS), &db).await;
                db.close().await;
                applied.unwrap()
            })
        })
        .collect();
    let mut applied = Vec::new();
    for program in programs {
        applied.extend(program.await.unwrap());
    }
    applied.sort();
    assert_eq!(applied, ["1_a", "2_b", "3_c"]);
    let db = connect(&database).await;
    assert_eq!(count(&db, "SELECT count(*) AS n FROM a").await, 1001);
    // Nobody has kept the lock.
    let held = "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' \
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(count(&db, held).await, 0);
    let mut hasty = settings();
    hasty.wait = Duration::ZERO;
    assert!(migrations(&SCRIPTS).up(&db, &hasty).await.unwrap().is_empty());
}

/// Who has the lock keeps it, although the connection to the pooler is shared; who waits says so.
#[tokio::test]
async fn the_lock_is_kept_behind_a_pooler() {
    let Some(database) = database().await else { return };
    let db = connect(&database).await;
    up(&migrations(&SCRIPTS[..1]), &db).await.unwrap();
    let slow = migrations(&[SCRIPTS[0], ("2_b", "SELECT pg_sleep(3);", None)]);
    let first = tokio::spawn({
        let (slow, db) = (slow.clone(), db.clone());
        async move { up(&slow, &db).await.unwrap() }
    });
    let busy = "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(3)%' AND pid <> pg_backend_pid()";
    while db.fetch_optional(Statement::literal(busy, Vec::new())).await.unwrap().unwrap().get::<i64>("n").unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut hasty = settings();
    hasty.wait = Duration::ZERO;
    let other = connect(&database).await;
    let error = slow.up(&other, &hasty).await.unwrap_err();
    assert!(matches!(error, restkit::migrate::MigrateError::Busy(_)), "{error}");
    assert_eq!(first.await.unwrap(), ["2_b"]);
    assert!(up(&slow, &other).await.unwrap().is_empty());
}
