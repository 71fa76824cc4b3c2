//! The transaction of a request: one for all of it, committed before the answer leaves.

use std::sync::Arc;

use restkit::{
    Kind, Value,
    db::{Arg, Statement},
    prelude::*,
};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::json;
use tokio::sync::Notify;

on_both!(
    no_answer_precedes_its_commit,
    transactions_that_meet_run_again,
    a_panic_undoes,
    a_client_that_goes_away_undoes,
    a_transaction_that_reads_writes_nothing,
    a_savepoint_undoes_its_part,
);

/// A mark that somebody made.
#[resource(path = "/marks")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Mark {
    /// The key.
    #[resource(id)]
    id: i64,
    /// Which it is.
    #[resource(filter)]
    number: i64,
}

/// What a handler waits for that is never done by itself.
#[derive(Default)]
struct Gate {
    reached: Notify,
    opened: Notify,
}

fn mark(number: i64) -> Statement {
    const SQL: &str = "INSERT INTO marks (number, row_version) VALUES ($1, 1)";
    Statement::literal(SQL, vec![Arg::new(Value::Integer(number), Kind::I64)])
}

async fn count(tx: &Tx) -> restkit::Result<i64> {
    let row = tx.fetch_optional(Statement::literal("SELECT count(*) FROM marks", Vec::new())).await?;
    match row.map(|row| row.value(0, Kind::I64)).transpose()? {
        Some(Value::Integer(count)) => Ok(count),
        _ => Ok(0),
    }
}

#[resource]
impl Mark {
    /// Makes a mark.
    #[post("/made/{number}")]
    #[authorize(public)]
    async fn made(number: Path<i64>, tx: Tx) -> restkit::Result<()> {
        tx.execute(mark(*number)).await?;
        Ok(())
    }

    /// Makes the mark that is next, as if nobody else did.
    #[post("/next")]
    #[authorize(public)]
    #[transaction(isolation = serializable)]
    async fn next(tx: Tx) -> restkit::Result<i64> {
        let next = count(&tx).await? + 1;
        tokio::task::yield_now().await;
        tx.execute(mark(next)).await?;
        Ok(next)
    }

    /// Makes a mark and gives up.
    #[post("/panicked")]
    #[authorize(public)]
    #[expect(clippy::panic, reason = "what is tested")]
    async fn panicked(tx: Tx) -> restkit::Result<()> {
        tx.execute(mark(1)).await?;
        panic!("gave up");
    }

    /// Makes a mark and waits.
    #[post("/waiting")]
    #[authorize(public)]
    async fn waiting(tx: Tx, gate: Depends<Gate>) -> restkit::Result<()> {
        tx.execute(mark(1)).await?;
        gate.reached.notify_one();
        gate.opened.notified().await;
        Ok(())
    }

    /// Tries to make a mark where nothing may be written.
    #[post("/read-only")]
    #[authorize(public)]
    #[transaction(read_only)]
    async fn read_only(tx: Tx) -> restkit::Result<i64> {
        let before = count(&tx).await?;
        match tx.execute(mark(1)).await {
            Ok(_) => Ok(-1),
            Err(_) => Ok(before),
        }
    }

    /// Makes two marks, and takes the second back.
    #[post("/halved")]
    #[authorize(public)]
    async fn halved(tx: Tx) -> restkit::Result<i64> {
        tx.execute(mark(1)).await?;
        let second: Result<(), restkit::db::DbError> = tx
            .savepoint(async || {
                tx.execute(mark(2)).await?;
                Err(restkit::db::DbError::TransactionFailed)
            })
            .await;
        assert!(second.is_err());
        count(&tx).await
    }
}

async fn app(backend: Backend) -> TestApp {
    AppBuilder::new(backend).provide(Gate::default()).mount("/api", Mark::routes()).start().await
}

async fn marks(app: &TestApp) -> usize {
    app.get("/api/marks?limit=100").send().await.at("/items").as_array().unwrap().len()
}

async fn no_answer_precedes_its_commit(backend: Backend) {
    let app = Arc::new(app(backend).await);
    let mut clients = Vec::new();
    for client in 0..4 {
        let app = Arc::clone(&app);
        clients.push(tokio::spawn(async move {
            for number in 0..15 {
                let number = client * 100 + number;
                app.post(format!("/api/marks/made/{number}")).send().await.expect(204);
                // Whoever has the answer finds what it speaks of.
                let found = app.get(format!("/api/marks?number={number}")).send().await;
                assert_eq!(found.at("/items/0/number"), number);
            }
        }));
    }
    for client in clients {
        client.await.unwrap();
    }
}

async fn transactions_that_meet_run_again(backend: Backend) {
    let app = Arc::new(app(backend).await);
    let clients: Vec<_> = (0..6)
        .map(|_| {
            let app = Arc::clone(&app);
            tokio::spawn(async move { app.post("/api/marks/next").send().await })
        })
        .collect();
    let mut numbers = Vec::new();
    for client in clients {
        let answer = client.await.unwrap();
        if answer.status == 200 {
            numbers.push(answer.json().as_i64().unwrap());
        } else {
            // Bounded: at some time a request gives up, and says that it may be tried again.
            answer.problem(503, "unavailable");
            assert_eq!(answer.header("retry-after"), "1");
        }
    }
    numbers.sort_unstable();
    let expected: Vec<i64> = (1..=numbers.len()).map(|n| i64::try_from(n).unwrap()).collect();
    assert!(!numbers.is_empty());
    assert_eq!(numbers, expected);
    assert_eq!(marks(&app).await, numbers.len());
}

async fn a_panic_undoes(backend: Backend) {
    let app = app(backend).await;
    app.post("/api/marks/panicked").send().await.problem(500, "internal");
    assert_eq!(marks(&app).await, 0);
}

async fn a_client_that_goes_away_undoes(backend: Backend) {
    let gate = Arc::new(Gate::default());
    let app = AppBuilder::new(backend).provide_arc(Arc::clone(&gate)).mount("/api", Mark::routes()).start().await;
    tokio::select! {
        _ = app.post("/api/marks/waiting").send() => panic!("it waits"),
        () = gate.reached.notified() => {}
    }
    assert_eq!(marks(&app).await, 0);
    // The connection is of use again.
    app.post("/api/marks/made/1").send().await.expect(204);
    assert_eq!(marks(&app).await, 1);
}

async fn a_transaction_that_reads_writes_nothing(backend: Backend) {
    let app = app(backend).await;
    app.post("/api/marks/read-only").send().await;
    assert_eq!(marks(&app).await, 0);
}

async fn a_savepoint_undoes_its_part(backend: Backend) {
    let app = app(backend).await;
    assert_eq!(app.post("/api/marks/halved").send().await.expect(200).json(), json!(1));
    assert_eq!(marks(&app).await, 1);
}
