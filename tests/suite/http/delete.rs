//! `DELETE` on a row.

use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, USERS, column, path_of, started_todo, task};

on_both!(a_deleted_row_is_gone, a_body_is_not_read, rows_of_others_stay, a_row_that_others_refer_to_stays);

async fn a_deleted_row_is_gone(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let answer = app.delete(&path).as_user(1).send().await.expect(204);
    assert!(!answer.headers.contains_key("content-type") && !answer.headers.contains_key("etag"));
    for answer in [
        app.get(&path).as_user(1).send().await,
        app.delete(&path).as_user(1).send().await,
        app.patch(&path).as_user(1).json(&json!({"title": "x"})).send().await,
    ] {
        answer.problem(404, "not_found");
    }
    assert_eq!(app.get(TASKS).as_user(1).send().await.at("/items"), json!([]));
    let next = task(&app, 1, json!({"title": "Bread"})).await;
    assert_ne!(path_of(TASKS, &next), path, "a key is not used again");
}

async fn a_body_is_not_read(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    app.delete(format!("{path}?force=1")).as_user(1).send().await.faults(400, "invalid_parameter", &["force: unknown_parameter"]);
    app.delete(&path).as_user(1).body("application/json", "{").send().await.expect(204);
}

async fn rows_of_others_stay(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    app.delete(&path).as_user(2).send().await.problem(404, "not_found");
    app.delete(&path).send().await.problem(401, "unauthenticated");
    app.get(&path).as_user(1).send().await.expect(200);
    app.delete(&path).as_admin(2).send().await.expect(204);
}

async fn a_row_that_others_refer_to_stays(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    app.delete(format!("{USERS}/1")).as_admin(2).send().await.problem(409, "conflict");
    app.get(format!("{USERS}/1")).as_user(1).send().await.expect(200);
    app.delete(&path).as_user(1).send().await.expect(204);
    app.delete(format!("{USERS}/1")).as_admin(2).send().await.expect(204);
    assert_eq!(column(&app.get(USERS).as_admin(2).send().await.json(), "name"), ["Bob"]);
}
