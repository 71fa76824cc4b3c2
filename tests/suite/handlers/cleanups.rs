//! What happens to the values of dependencies when a request is over, however it ends.

use std::{future::pending, sync::Arc, time::Duration};

use axum::{body::Body, response::Response};
use http::Request;
use http_body_util::BodyExt as _;
use restkit::{db::Statement, prelude::*};
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};
use tokio::{
    sync::{Notify, mpsc},
    task::JoinHandle,
};
use tower::ServiceExt as _;

/// Takes down what happens, as it happens.
#[derive(Clone)]
struct Diary(mpsc::UnboundedSender<&'static str>);

impl Diary {
    fn note(&self, what: &'static str) {
        // Nobody may read it any more.
        let _ = self.0.send(what);
    }
}

/// Reads a diary; waits for what is still to come.
struct Reader(mpsc::UnboundedReceiver<&'static str>);

impl Reader {
    async fn reads(&mut self, expected: &[&str]) {
        for expected in expected {
            let next = tokio::time::timeout(Duration::from_secs(20), self.0.recv()).await;
            assert_eq!(next.expect("something to happen").expect("somebody to write"), *expected);
        }
    }

    fn has_nothing(&mut self) -> bool {
        self.0.try_recv().is_err()
    }
}

/// What a slow clean-up waits for.
struct Gate(Notify);

struct Lease(Diary, &'static str);

impl Drop for Lease {
    fn drop(&mut self) {
        if self.1.is_empty() {
            self.0.note("dropped");
        }
    }
}

/// Given back before the answer leaves.
#[dependency(before_response = give_back)]
async fn early(diary: Depends<Diary>) -> Lease {
    diary.note("made early");
    Lease((*diary).clone(), "early given back")
}

/// Given back when the answer has left.
#[dependency(after_response = give_back)]
async fn late(diary: Depends<Diary>, _: Early) -> Lease {
    diary.note("made late");
    Lease((*diary).clone(), "late given back")
}

async fn give_back(lease: Arc<Lease>) {
    lease.0.note(lease.1);
}

/// Given back when it is allowed to.
#[dependency(before_response = wait_and_give_back)]
fn slow(diary: Depends<Diary>, gate: Depends<Gate>) -> (Depends<Gate>, Lease) {
    (gate, Lease((*diary).clone(), "slow given back"))
}

async fn wait_and_give_back(slow: Arc<(Depends<Gate>, Lease)>) {
    slow.1.0.note("gives back");
    slow.0.0.notified().await;
    slow.1.0.note(slow.1.1);
}

/// Cannot be given back.
#[dependency(before_response = fail)]
fn fragile(_: Early) -> u8 {
    0
}

async fn fail(_: Arc<u8>) {
    panic!("it broke");
}

/// Holds the request itself.
#[dependency]
fn holder(diary: Depends<Diary>, background: BackgroundTasks) -> (BackgroundTasks, Lease) {
    (background, Lease((*diary).clone(), ""))
}

/// Writes a row.
#[dependency]
async fn written(tx: Tx) -> restkit::Result<u64> {
    Ok(tx.execute(Statement::literal("INSERT INTO notes (text) VALUES ('hello')", Vec::new())).await?)
}

struct Leases;

#[api(path = "/leases")]
impl Leases {
    #[get("/")]
    #[authorize(public)]
    async fn list(_: Late, _: Early, diary: Depends<Diary>) -> String {
        diary.note("called");
        "done".to_owned()
    }

    #[get("/fail")]
    #[authorize(public)]
    async fn fail(_: Late) -> restkit::Result<()> {
        Err(std::io::Error::other("no"))?
    }

    #[get("/panic")]
    #[authorize(public)]
    async fn panic(_: Late, _: Written) {
        panic!("no");
    }

    #[get("/wait")]
    #[authorize(public)]
    async fn wait(_: Late, _: Written, diary: Depends<Diary>) {
        diary.note("waits");
        pending::<()>().await;
    }

    #[get("/slow")]
    #[authorize(public)]
    async fn slow(_: Slow) {}

    #[get("/fragile")]
    #[authorize(public)]
    async fn fragile(_: Fragile) {}

    #[get("/holder")]
    #[authorize(public)]
    async fn holder(_: Holder) {}
}

async fn app() -> (TestApp, Reader, Arc<Gate>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let gate = Arc::new(Gate(Notify::new()));
    let app = AppBuilder::new(Backend::Sqlite).mount("", Leases::routes());
    let app = app.provide(Diary(sender)).provide_arc(Arc::clone(&gate)).start().await;
    app.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)").await;
    (app, Reader(receiver), gate)
}

async fn ask(app: &TestApp, path: &str) -> Response {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    app.router().oneshot(request).await.unwrap_or_else(|never| match never {})
}

/// Sends a request that somebody may give up.
fn send(app: &TestApp, path: &'static str) -> JoinHandle<Response> {
    let router = app.router();
    tokio::spawn(async move {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        router.oneshot(request).await.unwrap_or_else(|never| match never {})
    })
}

async fn notes(app: &TestApp) -> usize {
    app.db().fetch_all(Statement::literal("SELECT id FROM notes", Vec::new())).await.expect("rows").len()
}

#[tokio::test]
async fn values_are_cleaned_up_before_and_after_the_answer() {
    let (app, mut reader, _) = app().await;
    let response = ask(&app, "/leases").await;
    reader.reads(&["made early", "made late", "called", "early given back"]).await;
    // The answer has not left yet.
    tokio::task::yield_now().await;
    assert!(reader.has_nothing());
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    assert_eq!(body, "\"done\"");
    reader.reads(&["late given back"]).await;
}

#[tokio::test]
async fn values_are_cleaned_up_after_a_failure() {
    let (app, mut reader, _) = app().await;
    app.get("/leases/fail").send().await.problem(500, "internal");
    reader.reads(&["made early", "made late", "early given back", "late given back"]).await;
}

#[tokio::test]
async fn values_are_cleaned_up_when_the_handler_panics() {
    let (app, mut reader, _) = app().await;
    app.get("/leases/panic").send().await.problem(500, "internal");
    // Last made, first cleaned up.
    reader.reads(&["made early", "made late", "late given back"]).await;
    assert_eq!(notes(&app).await, 0);
}

#[tokio::test]
async fn values_are_cleaned_up_when_the_client_goes_away() {
    let (app, mut reader, _) = app().await;
    let request = send(&app, "/leases/wait");
    reader.reads(&["made early", "made late", "waits"]).await;
    request.abort();
    reader.reads(&["late given back"]).await;
    assert_eq!(notes(&app).await, 0);
    // The connection on which it wrote is free again.
    let request = send(&app, "/leases/wait");
    loop {
        let next = tokio::time::timeout(Duration::from_secs(20), reader.0.recv()).await.expect("the next to write");
        if next == Some("waits") {
            break;
        }
    }
    request.abort();
}

#[tokio::test]
async fn a_clean_up_that_was_begun_ends_although_the_client_goes_away() {
    let (app, mut reader, gate) = app().await;
    let request = send(&app, "/leases/slow");
    reader.reads(&["gives back"]).await;
    request.abort();
    assert!(request.await.is_err());
    gate.0.notify_one();
    reader.reads(&["slow given back"]).await;
}

#[tokio::test]
async fn a_clean_up_that_panics_harms_no_other() {
    let (app, mut reader, _) = app().await;
    app.get("/leases/fragile").send().await.expect(204);
    reader.reads(&["made early", "early given back"]).await;
}

#[tokio::test]
async fn a_value_that_holds_its_request_goes_with_it() {
    let (app, mut reader, _) = app().await;
    app.get("/leases/holder").send().await.expect(204);
    reader.reads(&["dropped"]).await;
}
