//! Transactions, writers that meet, connections that are given up.

use std::time::Duration;

use restkit::{
    Expr, Kind, Value,
    db::{Arg, Db, DbError, PoolSettings, Statement},
    query::Plan,
};
use restkit_tests::{database::Backend, on_both};

use super::fixture::{USER, at_last, open, text};

on_both!(
    a_failed_transaction_cannot_be_committed,
    a_dropped_transaction_is_rolled_back,
    abandoned_statements_leave_the_pool_well,
    an_exhausted_pool_says_so,
    many_writers_all_get_their_turn,
);

async fn insert(db: &Db, email: &str) {
    let plan = Plan::new(&USER, db.dialect());
    db.execute(plan.insert(vec![(1, text(email)), (2, text(""))])).await.unwrap();
}

pub(super) async fn count(db: &Db) -> i64 {
    let row = db.fetch_optional(Statement::literal("SELECT count(*) FROM \"order\"", Vec::new())).await.unwrap().unwrap();
    match row.value(0, Kind::I64).unwrap() {
        Value::Integer(count) => count,
        other => panic!("{other:?}"),
    }
}

async fn a_failed_transaction_cannot_be_committed(backend: Backend) {
    let (_database, db) = open(backend).await;
    let plan = Plan::new(&USER, db.dialect());
    insert(&db, "a").await;
    let tx = db.begin().await.unwrap();
    tx.execute(plan.insert(vec![(1, text("b")), (2, text(""))])).await.unwrap();
    let again = tx.execute(plan.insert(vec![(1, text("a")), (2, text(""))])).await;
    assert!(matches!(again, Err(DbError::Unique { .. })));
    assert!(tx.commit().await.is_err());
    assert_eq!(count(&db).await, 1);
    let tx = db.begin().await.unwrap();
    tx.execute(plan.insert(vec![(1, text("b")), (2, text(""))])).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&db).await, 2);
}

async fn a_dropped_transaction_is_rolled_back(backend: Backend) {
    let (_database, db) = open(backend).await;
    let plan = Plan::new(&USER, db.dialect());
    for _ in 0..20 {
        let tx = db.begin().await.unwrap();
        tx.execute(plan.insert(vec![(1, text("b")), (2, text(""))])).await.unwrap();
        drop(tx);
    }
    assert_eq!(count(&db).await, 0);
    insert(&db, "a").await;
    assert_eq!(count(&db).await, 1);
}

async fn abandoned_statements_leave_the_pool_well(backend: Backend) {
    let (_database, db) = open(backend).await;
    let slow = match backend {
        Backend::Postgres => "SELECT pg_sleep(0.05), $1::int8",
        Backend::Sqlite => {
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*), $1 FROM n"
        }
    };
    for n in 0..30 {
        let statement = Statement::literal(slow, vec![Arg::new(Value::Integer(n), Kind::I64)]);
        let running = tokio::time::timeout(Duration::from_millis(u64::try_from(n % 4).unwrap()), db.fetch_all(statement));
        let _ = running.await;
        let tx = db.begin().await.unwrap();
        let plan = Plan::new(&USER, db.dialect());
        let email = format!("{n}");
        let _ = tokio::time::timeout(Duration::from_micros(100), tx.execute(plan.insert(vec![(1, text(&email)), (2, text(""))])))
            .await;
    }
    for n in 0..20 {
        let statement = Statement::literal("SELECT $1", vec![Arg::new(Value::Integer(n), Kind::I64)]);
        let row = db.fetch_optional(statement).await.unwrap().unwrap();
        assert_eq!(row.value(0, Kind::I64).unwrap(), Value::Integer(n), "an answer of another statement");
    }
    assert_eq!(count(&db).await, 0);
}

async fn an_exhausted_pool_says_so(backend: Backend) {
    let (database, _) = open(backend).await;
    let settings = PoolSettings { max_connections: 1, acquire_timeout: Duration::from_millis(100), ..PoolSettings::default() };
    let db = at_last(async || Db::connect(database.url(), &settings).await).await;
    let tx = at_last(async || db.begin().await).await;
    assert!(matches!(db.fetch_all(Statement::literal("SELECT 1", Vec::new())).await, Err(DbError::Unavailable(_))));
    assert!(matches!(db.begin().await, Err(DbError::Unavailable(_))));
    tx.rollback().await.unwrap();
    let rows = at_last(async || db.fetch_all(Statement::literal("SELECT 1", Vec::new())).await).await;
    assert_eq!(rows.len(), 1);
    db.close().await;
    assert!(matches!(db.fetch_all(Statement::literal("SELECT 1", Vec::new())).await, Err(DbError::Unavailable(_))));
}

async fn many_writers_all_get_their_turn(backend: Backend) {
    let (_database, db) = open(backend).await;
    let mut tasks = Vec::new();
    for n in 0..40 {
        let db = db.clone();
        tasks.push(tokio::spawn(async move {
            let plan = Plan::new(&USER, db.dialect());
            if n % 3 == 0 {
                let tx = db.begin().await.unwrap();
                tx.execute(plan.insert(vec![(1, text(&format!("{n}"))), (2, text(""))])).await.unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
                tx.commit().await.unwrap();
            } else {
                insert(&db, &format!("{n}")).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(count(&db).await, 40);
    let all = Plan::new(&USER, db.dialect()).update_returning(
        &[Value::Integer(1)],
        &Expr::Constant(true),
        vec![(1, text("x"))],
        Some(1),
    );
    let mut wins = 0;
    let racers: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn({
                let (db, all) = (db.clone(), all.clone());
                async move { db.fetch_optional(all).await.unwrap().is_some() }
            })
        })
        .collect();
    for racer in racers {
        wins += u32::from(racer.await.unwrap());
    }
    assert_eq!(wins, 1, "of many writers with one version exactly one wins");
}

#[tokio::test]
async fn a_database_in_memory_lives_as_long_as_its_handle() {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    restkit::schema::migrate(&db, &[&USER]).await.unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                let email = format!("{n}");
                let _ = tokio::time::timeout(Duration::from_micros(n * 20), insert(&db, &email)).await;
            })
        })
        .collect();
    for task in tasks {
        let _ = task.await;
    }
    insert(&db, "last").await;
    assert!(count(&db).await >= 1);
    let other = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    assert_eq!(restkit::schema::mismatches(&other, &[&USER]).await.unwrap()[0].to_string(), "order: is missing");
}
