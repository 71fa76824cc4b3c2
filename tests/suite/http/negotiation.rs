//! Media types: of bodies, and of answers.

use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, path_of, started_todo, task};

on_both!(
    a_body_of_another_type_is_415,
    a_body_without_a_type_is_415,
    a_charset_other_than_utf_8_is_415,
    what_the_client_accepts_is_minded,
    a_patch_says_what_it_takes,
    permission_comes_before_media_types,
);

async fn a_body_of_another_type_is_415(backend: Backend) {
    let app = started_todo(backend).await;
    let types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "text/json",
        "json",
        "application/json-patch+json",
        "",
    ];
    for media in types {
        let answer = app.post(TASKS).as_user(1).body(media, r#"{"title": "Milk"}"#).send().await;
        answer.problem(415, "unsupported_media_type");
    }
    // A merge patch is no way to make a row.
    let answer = app.post(TASKS).as_user(1).body("application/merge-patch+json", r#"{"title": "Milk"}"#).send().await;
    answer.problem(415, "unsupported_media_type");
    assert_eq!(app.get(TASKS).as_user(1).send().await.at("/items"), json!([]));
}

async fn a_body_without_a_type_is_415(backend: Backend) {
    let app = started_todo(backend).await;
    app.post(TASKS).as_user(1).untyped_body(r#"{"title": "Milk"}"#).send().await.problem(415, "unsupported_media_type");
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    app.patch(path).as_user(1).untyped_body(r#"{"title": "Milk"}"#).send().await.problem(415, "unsupported_media_type");
}

async fn a_charset_other_than_utf_8_is_415(backend: Backend) {
    let app = started_todo(backend).await;
    for media in ["application/json; charset=utf-8", "application/json;charset=\"UTF-8\"", "APPLICATION/JSON"] {
        app.post(TASKS).as_user(1).body(media, r#"{"title": "Milk"}"#).send().await.expect(201);
    }
    for media in ["application/json; charset=latin-1", "application/json; charset=utf-16"] {
        let answer = app.post(TASKS).as_user(1).body(media, r#"{"title": "Milk"}"#).send().await;
        answer.problem(415, "unsupported_media_type");
    }
}

async fn what_the_client_accepts_is_minded(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let accepted = [
        "*/*",
        "application/*",
        "application/json",
        "text/html, application/json;q=0.1",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
    ];
    for accept in accepted {
        for path in [&path, TASKS] {
            let answer = app.get(path).as_user(1).header("accept", accept).send().await.expect(200);
            assert!(answer.lists("vary", "accept"), "{:?}", answer.headers);
        }
    }
    for accept in ["text/html", "application/xml", "application/json;q=0", "text/*, image/png", "application/json;q=0, */*"] {
        let answer = app.get(&path).as_user(1).header("accept", accept).send().await;
        let body = answer.problem(406, "not_acceptable");
        assert!(body["detail"].as_str().unwrap().contains("application/json"), "it says what is offered: {body}");
        let answer = app.post(TASKS).as_user(1).header("accept", accept).json(&json!({"title": "Milk"})).send().await;
        answer.problem(406, "not_acceptable");
    }
    let list = app.get(TASKS).as_user(1).send().await;
    assert_eq!(list.at("/items").as_array().unwrap().len(), 1, "a refused request changes nothing");
}

async fn a_patch_says_what_it_takes(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    for media in ["text/plain", "application/json-patch+json", "application/merge-patch"] {
        let answer = app.patch(&path).as_user(1).body(media, "{}").send().await;
        answer.problem(415, "unsupported_media_type");
        assert!(answer.lists("accept-patch", "application/merge-patch+json"), "{:?}", answer.headers);
        assert!(answer.lists("accept-patch", "application/json"), "{:?}", answer.headers);
    }
}

async fn permission_comes_before_media_types(backend: Backend) {
    let app = started_todo(backend).await;
    app.post(TASKS).body("text/plain", "x").send().await.problem(401, "unauthenticated");
    app.post(TASKS).json(&json!({"title": 5, "x": 1})).send().await.problem(401, "unauthenticated");
    app.get(format!("{TASKS}?x=1")).send().await.problem(401, "unauthenticated");
    app.delete("/api/v1/users/1").as_user(1).header("accept", "text/html").send().await.problem(403, "forbidden");
}
