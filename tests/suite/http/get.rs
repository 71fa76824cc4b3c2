//! `GET` on a row.

use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, USERS, path_of, started_todo, task};

on_both!(
    a_row_is_answered_whole,
    a_row_that_is_not_there_is_404,
    a_key_that_does_not_parse_is_404,
    a_parameter_is_unknown_here,
    a_slash_at_the_end_is_another_path,
);

async fn a_row_is_answered_whole(backend: Backend) {
    let app = started_todo(backend).await;
    let created = task(&app, 1, json!({"title": "Milk"})).await;
    let answer = app.get(path_of(TASKS, &created)).as_user(1).send().await.expect(200);
    assert_eq!(answer.json(), created);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("etag"), "\"1\"");
    assert_eq!(created["description"], json!(null), "what is null is there, and null");
    assert_eq!(created["status"], "todo");
    assert_eq!(created["priority"], 3);
    assert_eq!(created["owner_id"], 1);
}

async fn a_row_that_is_not_there_is_404(backend: Backend) {
    let app = started_todo(backend).await;
    for id in [0, 1, -1, i64::MAX, i64::MIN] {
        app.get(format!("{TASKS}/{id}")).as_user(1).send().await.problem(404, "not_found");
    }
}

async fn a_key_that_does_not_parse_is_404(backend: Backend) {
    let app = started_todo(backend).await;
    for key in ["x", "9223372036854775808", "1.0", "%2B1", "01", "1%20", "%00", "1%2F2", "%ff", "1'--", "null", "-0"] {
        app.get(format!("{USERS}/{key}")).as_admin(1).send().await.problem(404, "not_found");
    }
}

async fn a_parameter_is_unknown_here(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    for query in ["limit", "sort", "title"] {
        let answer = app.get(format!("{path}?{query}=1")).as_user(1).send().await;
        answer.faults(400, "invalid_parameter", &[&format!("{query}: unknown_parameter")]);
    }
    app.get(format!("{path}?")).as_user(1).send().await.expect(200);
}

async fn a_slash_at_the_end_is_another_path(backend: Backend) {
    let app = started_todo(backend).await;
    app.get(format!("{TASKS}/")).as_user(1).send().await.problem(404, "not_found");
    app.get(format!("{USERS}/1/")).as_user(1).send().await.problem(404, "not_found");
    app.get(format!("{USERS}/1/tasks")).as_user(1).send().await.problem(404, "not_found");
}
