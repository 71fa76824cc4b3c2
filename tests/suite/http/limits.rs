//! Limits: of bodies, of time, and what a handler that panics does to the rest (nothing). Those of the wire are in `wire`.

use std::time::Duration;

use axum::{Router, body::Body, routing::get};
use bytes::Bytes;
use futures_util::stream;
use restkit::http::Limits;
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, path_of, task, todo, with_users};

/// Long enough for every request of a test that is answered, also on a busy machine.
const SHORT: Duration = Duration::from_secs(1);

/// How long a test waits for what a limit has to end.
const PATIENCE: Duration = Duration::from_secs(60);

on_both!(
    a_body_over_the_limit_is_413,
    a_body_at_the_limit_is_read,
    a_slow_body_is_408,
    a_slow_handler_is_408,
    a_panic_is_a_500_that_says_nothing,
);

async fn app(backend: Backend, limits: Limits, extra: Router) -> TestApp {
    with_users(todo(backend).limits(limits).merge(extra).start().await).await
}

fn body_of(bytes: usize) -> Limits {
    Limits { body: bytes, ..Limits::default() }
}

/// A body that arrives in pieces, and does not say how long it is.
fn chunked(text: &str) -> Body {
    let pieces: Vec<_> = text.as_bytes().chunks(7).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
    Body::from_stream(stream::iter(pieces))
}

async fn a_body_over_the_limit_is_413(backend: Backend) {
    let app = app(backend, body_of(200), Router::new()).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let long = json!({"title": "Milk", "description": "x".repeat(200)}).to_string();
    app.post(TASKS).as_user(1).body("application/json", long.clone()).send().await.problem(413, "body_too_large");
    app.post(TASKS).as_user(1).body("application/json", chunked(&long)).send().await.problem(413, "body_too_large");
    app.patch(&path).as_user(1).body("application/json", long.clone()).send().await.problem(413, "body_too_large");
    app.patch(&path).as_user(1).body("application/json", chunked(&long)).send().await.problem(413, "body_too_large");
    // What the client announces is believed before it is sent.
    let endless = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    let answer = app.post(TASKS).as_user(1).header("content-length", "201").body("application/json", endless).send();
    tokio::time::timeout(PATIENCE, answer).await.unwrap().problem(413, "body_too_large");
    assert_eq!(app.get(TASKS).as_user(1).send().await.at("/items").as_array().unwrap().len(), 1);
}

async fn a_body_at_the_limit_is_read(backend: Backend) {
    let app = app(backend, body_of(200), Router::new()).await;
    let mut body = json!({"title": "Milk", "description": ""}).to_string();
    let missing = 200 - body.len();
    body = json!({"title": "Milk", "description": "x".repeat(missing)}).to_string();
    assert_eq!(body.len(), 200);
    app.post(TASKS).as_user(1).body("application/json", body.clone()).send().await.expect(201);
    app.post(TASKS).as_user(1).body("application/json", chunked(&body)).send().await.expect(201);
    body.push(' ');
    app.post(TASKS).as_user(1).body("application/json", body).send().await.problem(413, "body_too_large");
}

async fn a_slow_body_is_408(backend: Backend) {
    let limits = Limits { request_timeout: SHORT, ..Limits::default() };
    let app = app(backend, limits, Router::new()).await;
    let never = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    let answer = app.post(TASKS).as_user(1).body("application/json", never).send();
    tokio::time::timeout(PATIENCE, answer).await.unwrap().problem(408, "timeout");
    app.get(TASKS).as_user(1).send().await.expect(200);
}

async fn a_slow_handler_is_408(backend: Backend) {
    let limits = Limits { request_timeout: SHORT, ..Limits::default() };
    let slow = Router::new().route("/slow", get(std::future::pending::<()>));
    let app = app(backend, limits, slow).await;
    let answer = tokio::time::timeout(PATIENCE, app.get("/slow").send());
    answer.await.unwrap().problem(408, "timeout");
    app.get(TASKS).as_user(1).send().await.expect(200);
}

async fn a_panic_is_a_500_that_says_nothing(backend: Backend) {
    let panicking = Router::new().route("/panic", get(|| async { panic!("SECRET") as () }));
    let app = app(backend, Limits::default(), panicking).await;
    let answer = app.get("/panic").send().await;
    let body = answer.problem(500, "internal");
    assert!(!body.to_string().contains("SECRET"), "{body}");
    app.get(TASKS).as_user(1).send().await.expect(200);
}
