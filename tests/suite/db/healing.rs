//! A database that goes away and comes back.

use std::time::{Duration, Instant};

use restkit::{
    Kind, Value,
    db::{Arg, Db, DbError, PoolSettings, Statement},
    query::{Plan, Seen},
};
use restkit_tests::{
    database::Backend,
    postgres::{self, Stop},
};

use super::fixture::{USER, at_last, open, text};

fn read() -> Statement {
    Statement::literal("SELECT $1", vec![Arg::new(Value::Integer(7), Kind::I64)])
}

/// Fills the pool with idle connections.
async fn warm(db: &Db, connections: usize) {
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(at_last(async || db.begin().await).await);
    }
    for tx in open {
        tx.rollback().await.unwrap();
    }
}

/// Ends all other connections to this database.
async fn kill_others(url: &str) {
    let admin = Db::connect(url, &PoolSettings { max_connections: 1, ..PoolSettings::default() }).await.unwrap();
    let kill =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.fetch_all(Statement::literal(kill, Vec::new())).await.unwrap();
    let left = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    while !admin.fetch_all(Statement::literal(left, Vec::new())).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    admin.close().await;
}

#[tokio::test]
async fn killed_connections_cost_no_request() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let (database, db) = open(Backend::Postgres).await;
    let plan = Plan::new(&USER, db.dialect());
    for round in 0..3 {
        // Reads, at once.
        warm(&db, 4).await;
        kill_others(database.url()).await;
        for _ in 0..8 {
            db.fetch_all(read()).await.unwrap();
        }
        // Writes, while the connections are fresh enough to be trusted, and after that.
        for pause in [0, 600] {
            warm(&db, 4).await;
            kill_others(database.url()).await;
            tokio::time::sleep(Duration::from_millis(pause)).await;
            for n in 0..8 {
                let email = format!("{round} {pause} {n}");
                db.execute(plan.insert(vec![(1, text(&email)), (2, text(""))])).await.unwrap();
            }
        }
        // Transactions.
        warm(&db, 4).await;
        kill_others(database.url()).await;
        for _ in 0..8 {
            db.begin().await.unwrap().commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_connection_that_dies_under_a_transaction_is_unavailable() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let (database, db) = open(Backend::Postgres).await;
    let tx = db.begin().await.unwrap();
    tx.fetch_all(read()).await.unwrap();
    kill_others(database.url()).await;
    assert!(matches!(tx.fetch_all(read()).await, Err(DbError::Unavailable(_))));
    assert!(tx.commit().await.is_err());
    db.fetch_all(read()).await.unwrap();
}

#[tokio::test]
async fn forgotten_and_outdated_statements_are_prepared_anew() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let (_database, _) = open(Backend::Postgres).await;
    let db = Db::connect(_database.url(), &PoolSettings { max_connections: 1, ..PoolSettings::default() }).await.unwrap();
    db.fetch_all(read()).await.unwrap();
    db.execute(Statement::literal("DEALLOCATE ALL", Vec::new())).await.unwrap();
    db.fetch_all(read()).await.unwrap();

    let plan = Plan::new(&USER, db.dialect());
    let insert = |email: &str| plan.insert(vec![(1, text(email)), (2, text(""))]);
    db.execute(insert("a")).await.unwrap();
    let get = plan.get(&[Value::Integer(1)], &restkit::Expr::Constant(true), &Seen::NOTHING);
    assert!(db.fetch_optional(get.clone()).await.unwrap().is_some());
    db.execute(Statement::literal("ALTER TABLE \"order\" ALTER COLUMN age TYPE int8", Vec::new())).await.unwrap();
    assert!(db.fetch_optional(get).await.unwrap().is_some());
    db.execute(insert("b")).await.unwrap();
}

#[tokio::test]
async fn a_transaction_leaves_no_outdated_statements_behind() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let (database, other) = open(Backend::Postgres).await;
    let db = Db::connect(database.url(), &PoolSettings { max_connections: 1, ..PoolSettings::default() }).await.unwrap();
    let lock = Plan::new(&USER, db.dialect()).lock(&[Value::Integer(1)], &restkit::Expr::Constant(true), &Seen::NOTHING);
    let attempt = async || {
        let tx = db.begin().await.unwrap();
        let outcome = tx.fetch_optional(lock.clone()).await;
        let _ = tx.rollback().await;
        outcome
    };
    attempt().await.unwrap();
    other.execute(Statement::literal("ALTER TABLE \"order\" ALTER COLUMN age TYPE int8", Vec::new())).await.unwrap();
    assert!(matches!(attempt().await, Err(DbError::Unavailable(_))));
    attempt().await.unwrap();
}

#[tokio::test]
async fn a_server_that_restarts_is_found_again() {
    let Some(cluster) = postgres::restartable().await else { return };
    let settings = PoolSettings { max_connections: 4, acquire_timeout: Duration::from_millis(500), ..PoolSettings::default() };
    let db = at_last(async || Db::connect(&cluster.url("postgres"), &settings).await).await;
    let patient = Db::connect(&cluster.url("postgres"), &PoolSettings::default()).await.unwrap();
    for how in [Stop::Fast, Stop::Immediate] {
        warm(&db, 4).await;
        cluster.stop(how).unwrap();
        let started = Instant::now();
        let away = db.fetch_all(read()).await.unwrap_err();
        assert!(matches!(away, DbError::Unavailable(_)), "{away:?}");
        assert!(started.elapsed() < Duration::from_secs(30), "a request waits no longer than it was told to");
        assert!(matches!(db.begin().await, Err(DbError::Unavailable(_))));
        assert!(matches!(db.execute(read()).await, Err(DbError::Unavailable(_))));
        cluster.resume().unwrap();
        for _ in 0..8 {
            at_last(async || db.fetch_all(read()).await).await;
        }

        // A restart between two requests.
        warm(&patient, 4).await;
        cluster.stop(how).unwrap();
        cluster.resume().unwrap();
        for _ in 0..8 {
            patient.fetch_all(read()).await.unwrap();
            patient.begin().await.unwrap().commit().await.unwrap();
        }
    }
}

/// The first connection to a SQLite file turns on its write-ahead log, which needs the file for itself; SQLite does not wait for that.
#[tokio::test]
async fn a_new_file_that_somebody_writes_to_is_waited_for() {
    use sqlx::{Connection, Executor, SqliteConnection};
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("new.db").display());
    let mut other = SqliteConnection::connect(&url).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    other.execute("CREATE TABLE something (id INTEGER)").await.unwrap();
    let opened = tokio::spawn(async move { Db::connect(&url, &PoolSettings::default()).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    other.execute("COMMIT").await.unwrap();
    opened.await.unwrap().unwrap().fetch_all(read()).await.unwrap();
}

#[tokio::test]
async fn a_url_keeps_its_secrets() {
    let settings = PoolSettings { connect_timeout: Duration::ZERO, ..PoolSettings::default() };
    for url in [
        "postgres://user:hunter2@127.0.0.1:1/db",
        "postgres://user:hunter2@127.0.0.1:notaport/db",
        "postgres://user:hunter2@[::1/db",
        "postgres://user:pa?hunter2@127.0.0.1/db",
        "postgres://user:pa?hunter2=@127.0.0.1/db",
        "mysql://user:hunter2@127.0.0.1/db",
        "hunter2",
        "sqlite:/nonexistent/hunter2/app.db",
        "sqlite:",
        "sqlite:file?mode=hunter2",
    ] {
        let error = Db::connect(url, &settings).await.unwrap_err();
        let mut texts = vec![error.to_string()];
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            texts.push(error.to_string());
            cause = error.source();
        }
        // A mode is no secret.
        assert!(!texts.join(" ").contains("hunter2") || url.contains("mode="), "{texts:?}");
    }
}
