//! Headers that every answer has. (The client of the harness looks at some of them after every request.)

use std::collections::HashSet;

use http::Method;
use restkit_tests::{answer::Answer, app::TestApp, database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, USERS, path_of, started_todo, task};

on_both!(
    nothing_is_stored_by_caches,
    answers_vary_by_what_decides_them,
    security_headers_are_there,
    a_request_has_an_id,
    a_sane_id_of_the_client_is_kept,
    a_trace_is_continued,
);

/// One answer of each kind.
async fn answers(app: &TestApp) -> Vec<Answer> {
    let path = path_of(TASKS, &task(app, 1, json!({"title": "Milk"})).await);
    vec![
        app.get(TASKS).as_user(1).send().await.expect(200),
        app.get(&path).as_user(1).send().await.expect(200),
        app.request(Method::HEAD, &path).as_user(1).send().await.expect(200),
        app.get(&path).as_user(1).header("if-none-match", "*").send().await.expect(304),
        app.post(TASKS).as_user(1).json(&json!({"title": "Milk"})).send().await.expect(201),
        app.patch(&path).as_user(1).json(&json!({"title": "Bread"})).send().await.expect(200),
        app.patch(&path).as_user(1).header("prefer", "return=minimal").json(&json!({"title": "x"})).send().await.expect(204),
        app.delete(&path).as_user(1).send().await.expect(204),
        app.request(Method::OPTIONS, TASKS).send().await.expect(204),
        app.post(TASKS).as_user(1).body("application/json", "{").send().await.expect(400),
        app.get(TASKS).send().await.expect(401),
        app.delete(format!("{USERS}/1")).as_user(1).send().await.expect(403),
        app.get(&path).as_user(1).send().await.expect(404),
        app.get("/nothing").send().await.expect(404),
        app.request(Method::PUT, TASKS).send().await.expect(405),
        app.get(TASKS).as_user(1).header("accept", "text/html").send().await.expect(406),
        app.post(USERS).json(&json!({"email": "ada@example.com", "name": "x"})).send().await.expect(409),
        app.post(TASKS).as_user(1).body("text/plain", "x").send().await.expect(415),
        app.post(TASKS).as_user(1).json(&json!({})).send().await.expect(422),
    ]
}

async fn nothing_is_stored_by_caches(backend: Backend) {
    for answer in answers(&started_todo(backend).await).await {
        assert_eq!(answer.header("cache-control"), "no-store", "{} {}", answer.request(), answer.status);
    }
}

async fn answers_vary_by_what_decides_them(backend: Backend) {
    let app = started_todo(backend).await;
    for answer in answers(&app).await {
        if answer.uri_path().starts_with(TASKS) && answer.status != 405 && answer.method() != Method::OPTIONS {
            assert!(answer.lists("vary", "authorization"), "{} {}: {:?}", answer.request(), answer.status, answer.headers);
        }
    }
}

async fn security_headers_are_there(backend: Backend) {
    for answer in answers(&started_todo(backend).await).await {
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(!answer.headers.contains_key("server") && !answer.headers.contains_key("x-powered-by"));
    }
}

async fn a_request_has_an_id(backend: Backend) {
    let answers = answers(&started_todo(backend).await).await;
    let ids: HashSet<String> = answers.iter().map(|answer| answer.header("x-request-id")).collect();
    assert_eq!(ids.len(), answers.len(), "an id stands twice");
}

async fn a_sane_id_of_the_client_is_kept(backend: Backend) {
    let app = started_todo(backend).await;
    let longest = "a".repeat(64);
    for id in ["7", "0193-abc_DEF.1", &longest] {
        assert_eq!(app.get(TASKS).header("x-request-id", id).send().await.header("x-request-id"), id);
    }
    let too_long = "a".repeat(1000);
    for id in ["", "a b", "a\"b", "<script>", "a,b", "\u{fc}", &too_long] {
        let answered = app.get(TASKS).header("x-request-id", id).send().await.header("x-request-id");
        assert_ne!(answered, id);
    }
}

async fn a_trace_is_continued(backend: Backend) {
    let app = started_todo(backend).await;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let parent = format!("00-{trace}-b7ad6b7169203331-01");
    let body = app.get(TASKS).header("traceparent", &parent).send().await.problem(401, "unauthenticated");
    assert_eq!(body["trace_id"], trace);
    // A later version may say more; what is known of it still counts (W3C Trace Context, section 4.3).
    let later = format!("cc-{trace}-b7ad6b7169203331-01-more");
    assert_eq!(app.get(TASKS).header("traceparent", later).send().await.problem(401, "unauthenticated")["trace_id"], trace);
    let zero = "0".repeat(32);
    for wrong in [
        format!("00-{zero}-b7ad6b7169203331-01"),
        format!("00-{trace}-0000000000000000-01"),
        format!("ff-{trace}-b7ad6b7169203331-01"),
        format!("00-{}-b7ad6b7169203331-01", trace.to_uppercase()),
        format!("00-{trace}-b7ad6b7169203331-01-more"),
        format!("00-{trace}"),
        "nonsense".to_owned(),
        String::new(),
    ] {
        let body = app.get(TASKS).header("traceparent", &wrong).send().await.problem(401, "unauthenticated");
        let id = body["trace_id"].as_str().unwrap();
        assert!(id != trace && id != zero && !id.is_empty(), "{wrong:?} gave {id}");
    }
}
