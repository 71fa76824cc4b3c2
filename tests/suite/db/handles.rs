//! Handles of one transaction, savepoints, and what may be written when.

use std::time::Duration;

use restkit::{
    Value,
    db::{DbError, Isolation, Statement, TransactionOptions, Tx},
    query::Plan,
};
use restkit_tests::{database::Backend, on_both};

use super::{
    fixture::{USER, open, text},
    transactions::count,
};

on_both!(
    handles_share_one_transaction,
    a_handle_after_the_end_is_an_error,
    a_transaction_dropped_while_a_handle_works_is_rolled_back,
    a_savepoint_fails_alone,
    savepoints_nest,
    a_swallowed_failure_does_not_stay,
    a_savepoint_left_half_way_dooms_the_transaction,
    overlapping_savepoints_doom_the_transaction,
    a_reading_transaction_does_not_write,
    isolation_levels_are_taken,
);

async fn insert(tx: &Tx, email: &str) -> Result<u64, DbError> {
    let plan = Plan::new(&USER, tx.dialect());
    tx.execute(plan.insert(vec![(1, text(email)), (2, text(""))])).await
}

async fn handles_share_one_transaction(backend: Backend) {
    let (_database, db) = open(backend).await;
    let transaction = db.begin().await.unwrap();
    let handles: Vec<_> = (0..8)
        .map(|n| {
            let tx = transaction.tx().clone();
            tokio::spawn(async move { insert(&tx, &n.to_string()).await })
        })
        .collect();
    for handle in handles {
        handle.await.unwrap().unwrap();
    }
    let tx = transaction.tx().clone();
    tokio::spawn(async move { tx.savepoint(async || insert(&tx, "last").await).await }).await.unwrap().unwrap();
    assert_eq!(count(&db).await, 0, "nobody else sees it yet");
    transaction.commit().await.unwrap();
    assert_eq!(count(&db).await, 9);
}

async fn a_handle_after_the_end_is_an_error(backend: Backend) {
    let (_database, db) = open(backend).await;
    for end in ["commit", "rollback", "drop"] {
        let transaction = db.begin().await.unwrap();
        let tx = transaction.tx().clone();
        match end {
            "commit" => transaction.commit().await.unwrap(),
            "rollback" => transaction.rollback().await.unwrap(),
            _ => drop(transaction),
        }
        assert!(matches!(insert(&tx, "a").await, Err(DbError::TransactionOver)));
        let inside = tx.savepoint(async || insert(&tx, "a").await).await;
        assert!(matches!(inside, Err(DbError::TransactionOver)));
        assert!(!tx.met_another());
    }
    assert_eq!(count(&db).await, 0);
}

async fn a_transaction_dropped_while_a_handle_works_is_rolled_back(backend: Backend) {
    let (_database, db) = open(backend).await;
    for _ in 0..10 {
        let transaction = db.begin().await.unwrap();
        let tx = transaction.tx().clone();
        let working = tokio::spawn(async move {
            let mut done = 0;
            while insert(&tx, &done.to_string()).await.is_ok() {
                done += 1;
            }
        });
        tokio::time::sleep(Duration::from_millis(2)).await;
        drop(transaction);
        working.await.unwrap();
    }
    assert_eq!(count(&db).await, 0);
}

async fn a_savepoint_fails_alone(backend: Backend) {
    let (_database, db) = open(backend).await;
    let tx = db.begin().await.unwrap();
    insert(&tx, "a").await.unwrap();
    let twice = tx
        .savepoint(async || {
            insert(&tx, "b").await?;
            insert(&tx, "a").await
        })
        .await;
    assert!(matches!(twice, Err(DbError::Unique { .. })));
    insert(&tx, "c").await.unwrap();
    let own = tx
        .savepoint(async || {
            insert(&tx, "d").await?;
            Err::<(), _>(Own)
        })
        .await;
    assert!(own.is_err());
    tx.commit().await.unwrap();
    assert_eq!(count(&db).await, 2);
}

/// An error that is not of the database.
#[derive(Debug)]
struct Own;

impl From<DbError> for Own {
    fn from(_: DbError) -> Self {
        Self
    }
}

async fn savepoints_nest(backend: Backend) {
    let (_database, db) = open(backend).await;
    let tx = db.begin().await.unwrap();
    let outer = tx
        .savepoint(async || {
            insert(&tx, "a").await?;
            let inner = tx.savepoint(async || insert(&tx, "a").await).await;
            assert!(matches!(inner, Err(DbError::Unique { .. })));
            tx.savepoint(async || insert(&tx, "b").await).await
        })
        .await;
    outer.unwrap();
    let outer: Result<(), DbError> = tx
        .savepoint(async || {
            tx.savepoint(async || insert(&tx, "c").await).await?;
            Err(DbError::Serialization)
        })
        .await;
    assert!(outer.is_err() && !tx.met_another(), "an error of the work is none of a statement");
    tx.commit().await.unwrap();
    assert_eq!(count(&db).await, 2);
}

async fn a_swallowed_failure_does_not_stay(backend: Backend) {
    let (_database, db) = open(backend).await;
    let tx = db.begin().await.unwrap();
    insert(&tx, "a").await.unwrap();
    let swallowed = tx
        .savepoint(async || {
            insert(&tx, "b").await?;
            assert!(matches!(insert(&tx, "a").await, Err(DbError::Unique { .. })));
            assert!(matches!(insert(&tx, "c").await, Err(DbError::TransactionFailed)));
            Ok::<_, DbError>(())
        })
        .await;
    assert!(matches!(swallowed, Err(DbError::TransactionFailed)));
    tx.commit().await.unwrap();
    assert_eq!(count(&db).await, 1);
}

async fn a_savepoint_left_half_way_dooms_the_transaction(backend: Backend) {
    let (_database, db) = open(backend).await;
    let transaction = db.begin().await.unwrap();
    let tx = transaction.tx();
    let left = tx.savepoint(async || {
        insert(tx, "a").await?;
        std::future::pending::<Result<(), DbError>>().await
    });
    assert!(tokio::time::timeout(Duration::from_millis(200), left).await.is_err());
    assert!(matches!(insert(tx, "b").await, Err(DbError::TransactionFailed)));
    assert!(matches!(transaction.commit().await, Err(DbError::TransactionFailed)));
    assert_eq!(count(&db).await, 0);
}

async fn overlapping_savepoints_doom_the_transaction(backend: Backend) {
    let (_database, db) = open(backend).await;
    let transaction = db.begin().await.unwrap();
    let tx = transaction.tx();
    let (opened, wait) = tokio::sync::oneshot::channel::<()>();
    let (closed, end) = tokio::sync::oneshot::channel::<()>();
    let first = async {
        let outcome = tx
            .savepoint(async || {
                insert(tx, "a").await?;
                wait.await.unwrap();
                Ok::<_, DbError>(())
            })
            .await;
        closed.send(()).unwrap();
        outcome
    };
    let second = tx.savepoint(async || {
        insert(tx, "b").await?;
        opened.send(()).unwrap();
        end.await.unwrap();
        Ok::<_, DbError>(())
    });
    let (first, second) = futures_util::future::join(first, second).await;
    assert!(matches!((first, second), (Err(DbError::TransactionFailed), Err(DbError::TransactionFailed))));
    assert!(matches!(transaction.commit().await, Err(DbError::TransactionFailed)));
    assert_eq!(count(&db).await, 0);
}

async fn a_reading_transaction_does_not_write(backend: Backend) {
    let (_database, db) = open(backend).await;
    // It waits for no writer, and sees nothing of one.
    let writer = db.begin().await.unwrap();
    insert(&writer, "a").await.unwrap();
    let options = TransactionOptions { isolation: Some(Isolation::RepeatableRead), read_only: true };
    let reader = db.begin_with(options).await.unwrap();
    let rows = |tx: &Tx| {
        let tx = tx.clone();
        async move { tx.fetch_all(Statement::literal("SELECT 1 FROM \"order\"", Vec::new())).await.unwrap().len() }
    };
    assert_eq!(rows(&reader).await, 0);
    writer.commit().await.unwrap();
    assert_eq!(rows(&reader).await, 0, "the same as before");
    assert!(matches!(insert(&reader, "b").await, Err(DbError::ReadOnly)));
    assert_eq!(rows(&reader).await, 0, "a refused write is no failure");
    reader.commit().await.unwrap();
    assert_eq!(count(&db).await, 1);
}

async fn isolation_levels_are_taken(backend: Backend) {
    let (_database, db) = open(backend).await;
    for isolation in [None, Some(Isolation::ReadCommitted), Some(Isolation::RepeatableRead), Some(Isolation::Serializable)] {
        for read_only in [false, true] {
            let tx = db.begin_with(TransactionOptions { isolation, read_only }).await.unwrap();
            if backend == Backend::Postgres {
                let settings = "SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')";
                let row = tx.fetch_optional(Statement::literal(settings, Vec::new())).await.unwrap().unwrap();
                let found = |at| row.value(at, restkit::Kind::Text).unwrap();
                let level = match isolation {
                    None | Some(Isolation::ReadCommitted) => "read committed",
                    Some(Isolation::RepeatableRead) => "repeatable read",
                    Some(Isolation::Serializable) => "serializable",
                };
                assert_eq!((found(0), found(1)), (text(level), text(if read_only { "on" } else { "off" })));
            }
            tx.commit().await.unwrap();
        }
    }
}

/// Two transactions that each look at what the other one writes.
#[tokio::test]
async fn of_two_serializable_transactions_one_is_told_to_try_again() {
    let backend = Backend::Postgres;
    if !backend.is_available() {
        return;
    }
    let (_database, db) = open(backend).await;
    let options = TransactionOptions { isolation: Some(Isolation::Serializable), read_only: false };
    let one = db.begin_with(options).await.unwrap();
    let two = db.begin_with(options).await.unwrap();
    let handles = [one.tx().clone(), two.tx().clone()];
    for tx in &handles {
        let row = tx.fetch_optional(Statement::literal("SELECT count(*) FROM \"order\"", Vec::new())).await.unwrap().unwrap();
        assert_eq!(row.value(0, restkit::Kind::I64).unwrap(), Value::Integer(0));
    }
    let mut ends = Vec::new();
    for (at, transaction) in [one, two].into_iter().enumerate() {
        ends.push(match insert(&transaction, &at.to_string()).await {
            Ok(_) => transaction.commit().await,
            Err(error) => Err(error),
        });
    }
    assert!(matches!(ends.as_slice(), [Ok(()), Err(DbError::Serialization)]), "{ends:?}");
    assert_eq!(handles.map(|tx| tx.met_another()), [false, true]);
    assert_eq!(count(&db).await, 1);
}

/// A function that writes, in a statement that looks like a read: the server refuses it, and the connection stays of use.
#[tokio::test]
async fn a_hidden_write_in_a_reading_transaction_is_refused() {
    if !Backend::Postgres.is_available() {
        return;
    }
    let (_database, db) = open(Backend::Postgres).await;
    let tx = db.begin_with(TransactionOptions { isolation: None, read_only: true }).await.unwrap();
    let hidden = Statement::literal("SELECT nextval(pg_get_serial_sequence('\"order\"', 'id'))", Vec::new());
    assert!(matches!(tx.fetch_optional(hidden).await, Err(DbError::ReadOnly)));
    assert!(matches!(tx.commit().await, Err(DbError::TransactionFailed)));
    assert_eq!(count(&db).await, 0);
}
