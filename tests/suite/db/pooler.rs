//! Behind a PgBouncer in transaction mode that keeps no prepared statements.

use std::{sync::atomic::AtomicU32, sync::atomic::Ordering, time::Duration};

use restkit::{
    Kind, Value,
    db::{Arg, Db, DbError, PoolSettings, Pooler, Statement, StatementTimeout},
    schema,
};
use restkit_tests::{
    database::{Backend, Database},
    postgres::{self, Cluster},
};
use serde_json::json;

use super::fixture::{ALL, USER, text};
use crate::http::fixtures::{TASKS, path_of, task, todo, with_users};

/// An empty database of its own: the cluster and the name.
async fn database() -> Option<(&'static Cluster, String)> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let cluster = postgres::behind_bouncer()?;
    let name = format!("pooler_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let admin = Db::connect(&cluster.url("postgres"), &PoolSettings::default()).await.unwrap();
    // The text of a statement is a literal; the name is a value of one that makes it.
    let make = "SELECT format('CREATE DATABASE %I TEMPLATE template0', $1)";
    let row = admin.fetch_optional(Statement::literal(make, vec![Arg::new(text(&name), Kind::Text)])).await.unwrap().unwrap();
    let Value::Text(make) = row.value(0, Kind::Text).unwrap() else { panic!("no text") };
    use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
    PgConnection::connect(&cluster.url("postgres")).await.unwrap().execute(AssertSqlSafe(make)).await.unwrap();
    Some((cluster, name))
}

fn pool(max_connections: u32) -> PoolSettings {
    // Patient, for a busy machine: opening many connections at once takes its time.
    PoolSettings { max_connections, acquire_timeout: Duration::from_secs(120), ..PoolSettings::default() }
}

async fn number(db: &Db, sql: &'static str, n: i64) -> Result<i64, DbError> {
    let row = db.fetch_optional(Statement::literal(sql, vec![Arg::new(Value::Integer(n), Kind::I64)])).await?;
    match row.unwrap().value(0, Kind::I64)? {
        Value::Integer(n) => Ok(n),
        other => panic!("{other:?}"),
    }
}

/// Of one shape, so that each would run in the place of another.
const SUMS: [&str; 8] = [
    "SELECT $1 + 0",
    "SELECT $1 + 1",
    "SELECT $1 + 2",
    "SELECT $1 + 3",
    "SELECT $1 + 4",
    "SELECT $1 + 5",
    "SELECT $1 + 6",
    "SELECT $1 + 7",
];

#[tokio::test]
async fn nobody_runs_the_statement_of_another() {
    let Some((cluster, name)) = database().await else { return };
    let url = cluster.app_url(&name);
    let mut work = Vec::new();
    for client in 0..3 {
        let db = Db::connect(&url, &pool(8)).await.unwrap();
        for worker in 0..8_usize {
            let db = db.clone();
            work.push(tokio::spawn(async move {
                for round in 0..8 {
                    let at = (client + worker + round) % SUMS.len();
                    let sum = number(&db, SUMS[at], 100).await.unwrap();
                    assert_eq!(sum, 100 + i64::try_from(at).unwrap());
                }
            }));
        }
    }
    for work in work {
        work.await.unwrap();
    }
}

#[tokio::test]
async fn a_write_is_done_once_and_counted() {
    let Some((cluster, name)) = database().await else { return };
    let db = Db::connect(&cluster.app_url(&name), &pool(8)).await.unwrap();
    schema::migrate(&db, ALL).await.unwrap();
    let plan = restkit::query::Plan::new(&USER, db.dialect());
    let inserts = (0..40).map(|n| db.execute(plan.insert(vec![(1, text(&format!("{n}@x"))), (2, text(""))])));
    for done in futures_util::future::join_all(inserts).await {
        assert_eq!(done.unwrap(), 1);
    }
    let twice = db.execute(plan.insert(vec![(1, text("0@x")), (2, text(""))])).await;
    assert!(matches!(twice, Err(DbError::Unique { .. })), "{twice:?}");
    assert_eq!(number(&db, "SELECT count(*) + $1 FROM \"order\"", 0).await.unwrap(), 40);
    // In a transaction that is given up, nothing is.
    let transaction = db.begin().await.unwrap();
    transaction.execute(plan.insert(vec![(1, text("later@x")), (2, text(""))])).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) + $1 FROM \"order\"", 0).await.unwrap(), 40);
}

/// Two clients that believe in a server of their own prepare different statements under the same name, on the one connection behind them.
#[tokio::test]
async fn a_pooler_that_is_denied_is_found_out() {
    let Some((cluster, name)) = database().await else { return };
    let settings = PoolSettings { pooler: Pooler::None, ..pool(1) };
    for at in [1, 2, 3] {
        let db = Db::connect(&cluster.app_url(&name), &settings).await.unwrap();
        for _ in 0..2 {
            assert_eq!(number(&db, SUMS[at], 100).await.unwrap(), 100 + i64::try_from(at).unwrap());
        }
    }
}

#[tokio::test]
async fn a_pooler_may_be_named() {
    let Some((cluster, name)) = database().await else { return };
    let settings = PoolSettings { pooler: Pooler::Transaction, ..pool(4) };
    let hinted = format!("{}&pgbouncer=true", cluster.app_url(&name));
    // The same without a pooler costs more, and does no harm.
    for url in [cluster.app_url(&name), hinted, cluster.url(&name)] {
        let db = Db::connect(&url, &settings).await.unwrap();
        assert_eq!(number(&db, SUMS[1], 1).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn what_cannot_stand_in_a_transaction_runs_alone() {
    let Some((cluster, name)) = database().await else { return };
    let db = Db::connect(&cluster.app_url(&name), &pool(2)).await.unwrap();
    db.execute(Statement::literal("CREATE TABLE t (i int8)", Vec::new())).await.unwrap();
    db.execute(Statement::literal("CREATE INDEX CONCURRENTLY t_i ON t (i)", Vec::new())).await.unwrap();
    db.execute(Statement::literal("VACUUM t", Vec::new())).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) + $1 FROM pg_indexes WHERE indexname = 't_i'", 0).await.unwrap(), 1);
}

#[tokio::test]
async fn types_that_the_database_made_are_known() {
    let Some((cluster, name)) = database().await else { return };
    let db = Db::connect(&cluster.app_url(&name), &pool(4)).await.unwrap();
    db.execute(Statement::literal("CREATE TYPE mood AS ENUM ('good', 'bad')", Vec::new())).await.unwrap();
    db.execute(Statement::literal("CREATE DOMAIN word AS text CHECK (value <> '')", Vec::new())).await.unwrap();
    db.execute(Statement::literal("CREATE TABLE t (a mood, b word)", Vec::new())).await.unwrap();
    let values = ["good", "x"].map(|value| Arg::new(text(value), Kind::Text)).to_vec();
    db.execute(Statement::literal("INSERT INTO t VALUES ($1::text::mood, $2)", values)).await.unwrap();
    let reads = (0..8).map(|_| db.fetch_optional(Statement::literal("SELECT a, b FROM t", Vec::new())));
    for row in futures_util::future::join_all(reads).await {
        let row = row.unwrap().unwrap();
        assert_eq!((row.value(0, Kind::Text).unwrap(), row.value(1, Kind::Text).unwrap()), (text("good"), text("x")));
    }
    // On connections that have not met them, in the middle of a transaction.
    let db = Db::connect(&cluster.app_url(&name), &pool(1)).await.unwrap();
    let transaction = db.begin().await.unwrap();
    transaction.execute(Statement::literal("INSERT INTO t VALUES ('bad', 'y')", Vec::new())).await.unwrap();
    let rows = transaction.fetch_all(Statement::literal("SELECT a, b FROM t ORDER BY a", Vec::new())).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.value(0, Kind::Text).unwrap()).collect::<Vec<_>>(), [text("good"), text("bad")]);
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn a_statement_that_is_given_up_leaves_no_transaction_open() {
    let Some((cluster, name)) = database().await else { return };
    let db = Db::connect(&cluster.app_url(&name), &pool(1)).await.unwrap();
    for _ in 0..3 {
        let sleep = db.fetch_optional(Statement::literal("SELECT pg_sleep(0.2)", Vec::new()));
        let _ = tokio::time::timeout(Duration::from_millis(50), sleep).await;
        // It waits for the only connection until that is clean.
        assert_eq!(number(&db, SUMS[1], 1).await.unwrap(), 2);
    }
    let direct = Db::connect(&cluster.url(&name), &pool(1)).await.unwrap();
    let open = "SELECT count(*) + $1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    assert_eq!(number(&direct, open, 0).await.unwrap(), 0);
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_cancelled_in_every_way() {
    let Some((cluster, name)) = database().await else { return };
    let settings = PoolSettings { statement_timeout: StatementTimeout::Always(Duration::from_millis(200)), ..pool(2) };
    for url in [cluster.url(&name), cluster.app_url(&name)] {
        let db = Db::connect(&url, &settings).await.unwrap();
        let sleep = || Statement::literal("SELECT pg_sleep(300)", Vec::new());
        assert!(matches!(db.fetch_optional(sleep()).await, Err(DbError::Unavailable(_))));
        let transaction = db.begin().await.unwrap();
        assert!(matches!(transaction.fetch_optional(sleep()).await, Err(DbError::Unavailable(_))));
        transaction.rollback().await.unwrap();
        assert_eq!(number(&db, SUMS[1], 1).await.unwrap(), 2);
    }
    // Nothing of it stays with the connections behind the pooler.
    let other = Db::connect(&cluster.app_url(&name), &pool(1)).await.unwrap();
    let row = other.fetch_optional(Statement::literal("SELECT current_setting('statement_timeout')", Vec::new())).await.unwrap();
    assert_eq!(row.unwrap().value(0, Kind::Text).unwrap(), text("0"));
}

#[tokio::test]
async fn the_usual_limit_of_statements_holds_where_it_costs_nothing() {
    let Some((cluster, name)) = database().await else { return };
    let usual = |milliseconds| StatementTimeout::Usual(Duration::from_millis(milliseconds));
    let limit = async |url: &str, statement_timeout| {
        let db = Db::connect(url, &PoolSettings { statement_timeout, ..pool(1) }).await.unwrap();
        let row = db.fetch_optional(Statement::literal("SELECT current_setting('statement_timeout')", Vec::new())).await.unwrap();
        (db, row.unwrap().value(0, Kind::Text).unwrap())
    };
    let (db, said) = limit(&cluster.url(&name), usual(200)).await;
    assert_eq!(said, text("200ms"));
    let sleep = Statement::literal("SELECT pg_sleep(300)", Vec::new());
    assert!(matches!(db.fetch_optional(sleep).await, Err(DbError::Unavailable(_))));
    assert_eq!(number(&db, SUMS[1], 1).await.unwrap(), 2);
    // Not for whoever comes next on the connections behind a pooler, nor in the place of what the server says.
    assert_eq!(limit(&cluster.app_url(&name), usual(200)).await.1, text("0"));
    let narrow = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 150', current_database()); END $$";
    db.execute(Statement::literal(narrow, Vec::new())).await.unwrap();
    assert_eq!(limit(&cluster.url(&name), usual(9000)).await.1, text("150ms"));
}

#[tokio::test]
async fn requests_are_served() {
    let Some((cluster, name)) = database().await else { return };
    let app = todo(Backend::Postgres).start_on(Database::at(cluster.app_url(&name))).await;
    schema::migrate(app.db(), &todo(Backend::Postgres).resources()).await.unwrap();
    let app = with_users(app).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let patches = (0..10).map(|n| app.patch(&path).as_user(1).json(&json!({"title": format!("Milk {n}")})).send());
    for answer in futures_util::future::join_all(patches).await {
        answer.expect(200);
    }
    app.get(TASKS).as_user(1).send().await.expect(200);
    app.delete(&path).as_user(1).send().await.expect(204);
    app.get(&path).as_user(1).send().await.expect(404);
}
