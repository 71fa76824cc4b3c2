use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::Method;
use restkit::{auth::JwtSettings, http::Limits, prelude::*, testing::TestApp};
use restkit_tests::token::Token;
use serde_json::{Value, json};

/// Counts what was posted.
#[derive(Default)]
struct Counter(AtomicUsize);

trait Voice: Send + Sync {
    fn says(&self) -> &'static str;
}

struct Loud;
struct Quiet;

impl Voice for Loud {
    fn says(&self) -> &'static str {
        "HELLO"
    }
}

impl Voice for Quiet {
    fn says(&self) -> &'static str {
        "hello"
    }
}

#[derive(ColumnEnum)]
enum Role {
    Editor,
}

struct Echo;

/// Answers with what came.
#[api(path = "/echo")]
impl Echo {
    #[get("/me")]
    #[authorize(authenticated)]
    async fn me(caller: Caller) -> Json<Value> {
        let claim = caller.claim("team").cloned();
        Json(json!({ "sub": caller.subject(), "roles": caller.roles(), "scopes": caller.scopes(), "team": claim }))
    }

    #[get("/sum")]
    #[authorize(public)]
    async fn sum(numbers: Query<Vec<i64>>) -> i64 {
        numbers.iter().sum()
    }

    #[post("/later")]
    #[authorize(public)]
    async fn later(background: BackgroundTasks, counter: Depends<Counter>) -> Result<(), restkit::inject::Full> {
        background.push("later", async move {
            tokio::task::yield_now().await;
            counter.0.fetch_add(1, Ordering::SeqCst);
        })
    }

    #[get("/voice")]
    #[authorize(public)]
    async fn voice(voice: Depends<dyn Voice>) -> String {
        voice.says().to_owned()
    }

    #[get("/editors")]
    #[authorize(role(Role::Editor) && scope("echo:read"))]
    async fn editors() -> bool {
        true
    }
}

fn app(counter: &Arc<Counter>) -> App {
    let app = App::new("Echo", "1").provide_arc(Arc::clone(counter)).provide_arc::<dyn Voice>(Arc::new(Loud));
    app.mount("", Echo::routes())
}

async fn started() -> TestApp {
    TestApp::new(app(&Arc::default())).await
}

#[tokio::test]
async fn anybody_can_ask() {
    let app = started().await;
    app.get("/echo/me").await.expect_status(401);
    assert_eq!(app.as_user(7).get("/echo/me").await.expect_status(200).json()["sub"], "7");
    let ann = Caller::new("ann").with_roles(["a", "b"]).with_scopes(["x", "y"]);
    let seen = app.as_user(&ann).claim("team", 5).get("/echo/me").await.expect_status(200).json();
    assert_eq!(seen, json!({"sub": "ann", "roles": ["a", "b"], "scopes": ["x", "y"], "team": 5}));
    // What a token says of itself is not to be said by a claim.
    assert_eq!(app.as_user("ann").claim("sub", "bob").get("/echo/me").await.json()["sub"], "ann");
    app.as_user(Caller::anonymous()).get("/echo/me").await.expect_status(401);
    app.as_user("ann").role(Role::Editor).get("/echo/editors").await.expect_status(403);
    app.as_user("ann").role(Role::Editor).scope("echo:read").get("/echo/editors").await.expect_status(200);
}

#[tokio::test]
async fn own_rules_for_tokens() {
    let jwt = JwtSettings {
        secret: Some(restkit_tests::token::SECRET.into()),
        issuer: Some("tests".into()),
        audience: Some("echo".into()),
        ..JwtSettings::default()
    };
    let app = TestApp::builder(app(&Arc::default())).jwt(jwt).start().await;
    app.as_user(1).get("/echo/me").await.expect_status(200);
    let token = Token::of(2);
    app.get("/echo/me").bearer(token.sign()).await.expect_status(401);
    app.get("/echo/me").bearer(token.claim("iss", "tests").claim("aud", "echo").sign()).await.expect_status(200);
}

#[tokio::test]
async fn what_is_provided_can_be_replaced() {
    assert_eq!(started().await.get("/echo/voice").await.json(), "HELLO");
    let app = TestApp::builder(app(&Arc::default())).provide_arc::<dyn Voice>(Arc::new(Quiet)).start().await;
    assert_eq!(app.get("/echo/voice").await.json_as::<String>(), "hello");
}

#[tokio::test]
async fn work_after_answers_can_be_waited_for() {
    let counter = Arc::default();
    let app = TestApp::new(app(&counter)).await;
    for round in 1..=3 {
        app.post("/echo/later").await.expect_status(204);
        app.drain().await;
        assert_eq!(counter.0.load(Ordering::SeqCst), round);
    }
}

#[tokio::test]
async fn requests_of_every_form() {
    let app = started().await;
    assert_eq!(app.get("/echo/sum?numbers=1").query([("numbers", 2), ("numbers", 3)]).await.json(), 6);
    let options = app.request(Method::OPTIONS, "/echo/sum").await.expect_status(204);
    assert!(options.header("allow").unwrap().contains("GET"));
    assert!(options.text().is_empty());
    let answers =
        futures_util::future::join_all((0..20).map(|n| app.get("/echo/sum").query([("numbers", n)]).into_future())).await;
    for (n, answer) in answers.iter().enumerate() {
        assert_eq!(answer.json(), n);
    }
}

#[tokio::test]
async fn limits_and_bodies() {
    let app = TestApp::builder(App::new("Wall", "1").mount("", Note::routes()));
    let app = app.limits(Limits { body: 60, ..Limits::default() }).start().await;
    app.post("/notes").json(json!({ "text": "x".repeat(100) })).await.expect_status(413);
    let note = app.post("/notes").json(Text { text: "milk" }).await.expect_status(201);
    let place = note.header("location").unwrap().to_owned();
    let note = app.patch(place).json(json!({"text": "bread"})).await.expect_status(200);
    assert_eq!(note.json()["text"], "bread");
    let answer = app.post("/notes").body("text/plain", "milk").await.expect_status(415);
    assert_eq!(answer.problem_code(), "unsupported_media_type");
    let answer = app.post("/notes").json(json!({"text": "", "more": 1})).await;
    assert_eq!(answer.faults(), ["/more: unknown_member", "/text: length"]);
}

#[derive(serde::Serialize)]
struct Text {
    text: &'static str,
}

/// A text.
#[resource(path = "/notes")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Note {
    #[resource(id)]
    id: i64,
    #[validate(length(min = 1))]
    text: String,
}

#[tokio::test]
async fn a_failure_tells_what_happened() {
    let app = TestApp::new(App::new("Wall", "1").mount("", Note::routes())).await;
    let answer = app.post("/notes").json(json!({"text": ""})).await;
    let message = failure(|| drop(answer.clone().expect_status(201)));
    for part in
        ["POST /notes answered 422", "not 201", "sent: {\n  \"text\": \"\"\n}", "\"pointer\": \"/text\"", "restkit::access"]
    {
        assert!(message.contains(part), "{part:?} is not in:\n{message}");
    }
    assert!(failure(|| drop(app.get("notes"))).contains("no path"));
    assert!(failure(|| drop(app.get("/notes").header("a b", ""))).contains("no header"));
    assert!(failure(|| drop(answer.json_as::<Vec<u8>>())).contains("Vec<u8>"));
}

/// What a test says when it fails.
fn failure(work: impl FnOnce()) -> String {
    *catch_unwind(AssertUnwindSafe(work)).unwrap_err().downcast::<String>().unwrap()
}
