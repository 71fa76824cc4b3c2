//! What an app does with every problem before it leaves.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{Router, response::IntoResponse as _, routing::get};
use http::{HeaderName, HeaderValue, Method};
use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};

/// What is left alone.
#[resource(path = "/stones")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Stone {
    #[resource(id)]
    id: i64,
}

struct Failing;

#[api(path = "/failing")]
impl Failing {
    #[get("/error")]
    #[authorize(public)]
    async fn error() -> restkit::Result<()> {
        Err(std::io::Error::other("a secret"))?
    }

    #[get("/panic")]
    #[authorize(public)]
    async fn panic() {
        panic!("a secret");
    }

    #[get("/response")]
    #[authorize(public)]
    async fn response() -> axum::response::Response {
        Problem::new(ProblemKind::CONFLICT, "Already.").into_response()
    }
}

type Seen = Arc<Mutex<Vec<String>>>;

async fn app() -> (TestApp, Seen) {
    let seen = Seen::default();
    let notes = Arc::clone(&seen);
    let routes = Router::new().route("/merged", get(async || Problem::new(ProblemKind::CONFLICT, "Merged.")));
    let app = AppBuilder::new(Backend::Sqlite).mount("", (Failing::routes(), Stone::routes())).merge(routes);
    let app = app.configure(|app| {
        app.on_problem(move |problem, request| {
            assert!(problem.source().is_none());
            assert!(!format!("{problem:?}").contains("secret"));
            let line = format!("{} {} {} {:?}", request.method, request.path, problem.kind().code, request.caller);
            notes.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            let detail = format!("{} Sorry.", problem.detail());
            problem.with_detail(detail).with_header(HeaderName::from_static("x-help"), HeaderValue::from_static("call"))
        })
        .on_problem(|problem, _| if problem.kind() == ProblemKind::CONFLICT { panic!("a hook") } else { problem })
    });
    (app.start().await, seen)
}

#[tokio::test]
async fn every_problem_passes_the_hooks() {
    let (app, seen) = app().await;
    let requests = [
        (Method::GET, "/failing/error", 500, "internal"),
        (Method::GET, "/failing/panic", 500, "internal"),
        (Method::GET, "/failing/response", 409, "conflict"),
        (Method::GET, "/merged", 409, "conflict"),
        (Method::GET, "/nothing", 404, "not_found"),
        (Method::POST, "/merged", 405, "method_not_allowed"),
        (Method::POST, "/failing/error", 405, "method_not_allowed"),
        (Method::GET, "/stones", 401, "unauthenticated"),
    ];
    let mut expected = Vec::new();
    for (method, path, status, code) in requests {
        let answer = app.request(method.clone(), path).send().await;
        answer.problem(status, code);
        assert_eq!(answer.header("x-help"), "call", "{path}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.ends_with(" Sorry.")), "{path}");
        assert_eq!(answer.json()["instance"], path);
        expected.push(format!("{method} {path} {code} None"));
    }
    app.get("/stones/7").as_user(3).send().await.problem(404, "not_found");
    expected.push("GET /stones/7 not_found Some(\"3\")".to_owned());
    assert_eq!(*seen.lock().unwrap_or_else(PoisonError::into_inner), expected);
}
