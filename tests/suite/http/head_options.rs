//! `HEAD`, `OPTIONS`, and methods that a path does not have.

use http::Method;

use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, USERS, app_of, article::Article, path_of, started_todo, task};

on_both!(
    head_is_get_without_a_body,
    options_names_the_methods,
    other_methods_are_405,
    an_operation_that_is_off_is_405,
    an_unknown_path_is_404_for_every_method,
);

async fn head_is_get_without_a_body(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    for path in [&path, TASKS, &format!("{TASKS}?status=todo&limit=1"), USERS, &format!("{TASKS}/99"), &format!("{TASKS}?x=1")] {
        let get = app.get(path).as_user(1).send().await;
        let head = app.request(Method::HEAD, path).as_user(1).send().await;
        assert_eq!(head.status, get.status, "{path}");
        for header in ["content-type", "etag", "link", "cache-control", "vary"] {
            assert_eq!(head.headers.get(header), get.headers.get(header), "{header} of {path}");
        }
        if let Some(length) = head.headers.get("content-length") {
            assert_eq!(length.to_str().unwrap(), get.body.len().to_string(), "{path}");
        }
    }
    let head = app.request(Method::HEAD, &path).as_user(1).header("if-none-match", "\"1\"").send().await;
    assert_eq!(head.status, 304);
    app.request(Method::HEAD, &path).send().await.expect(401);
    app.request(Method::HEAD, &path).as_user(2).send().await.expect(404);
}

async fn options_names_the_methods(backend: Backend) {
    let app = started_todo(backend).await;
    let answer = app.request(Method::OPTIONS, TASKS).send().await.expect(204);
    assert_eq!(sorted(&answer.header("allow")), ["GET", "HEAD", "OPTIONS", "POST", "QUERY"]);
    // Whether the row is there does not matter: the methods are those of the path.
    for path in [format!("{TASKS}/1"), format!("{USERS}/99")] {
        let answer = app.request(Method::OPTIONS, path).send().await.expect(204);
        assert_eq!(sorted(&answer.header("allow")), ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"]);
        assert_eq!(sorted(&answer.header("accept-patch")), ["application/json", "application/merge-patch+json"]);
    }
}

async fn other_methods_are_405(backend: Backend) {
    let app = started_todo(backend).await;
    let brew = Method::from_bytes(b"BREW").unwrap();
    for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE, brew.clone()] {
        let answer = app.request(method, TASKS).as_user(1).send().await;
        answer.problem(405, "method_not_allowed");
        assert_eq!(sorted(&answer.header("allow")), ["GET", "HEAD", "OPTIONS", "POST", "QUERY"]);
    }
    for method in [Method::PUT, Method::POST, Method::TRACE, brew, Method::from_bytes(b"get").unwrap()] {
        // Also without credentials: what a path can do is no secret.
        let answer = app.request(method, format!("{TASKS}/1")).send().await;
        answer.problem(405, "method_not_allowed");
        assert_eq!(sorted(&answer.header("allow")), ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"]);
    }
}

async fn an_operation_that_is_off_is_405(backend: Backend) {
    let app = app_of::<Article>(backend).start().await;
    let answer = app.delete("/api/v1/articles/019aa3a4-0000-7000-8000-000000000000").as_user("ada").send().await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(sorted(&answer.header("allow")), ["GET", "HEAD", "OPTIONS", "PATCH"]);
}

async fn an_unknown_path_is_404_for_every_method(backend: Backend) {
    let app = started_todo(backend).await;
    for path in
        ["/", "/api", "/api/v1", "/api/v1/", "/api/v1/nothing", "/API/V1/TASKS", "/api/v1/tasks/1/x", "/api//v1/tasks", "/%00"]
    {
        for method in [Method::GET, Method::POST, Method::OPTIONS, Method::DELETE] {
            app.request(method, path).as_user(1).send().await.problem(404, "not_found");
        }
    }
}

fn sorted(list: &str) -> Vec<String> {
    let mut items: Vec<String> = list.split(',').map(|item| item.trim().to_owned()).collect();
    items.sort();
    items
}
