//! 409: what stands in the way of a row.

use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, USERS, started_todo};

on_both!(
    a_value_that_is_taken_is_named,
    a_value_of_ones_own_is_no_conflict,
    a_reference_to_nothing_is_a_conflict,
    rules_come_before_conflicts,
);

async fn a_value_that_is_taken_is_named(backend: Backend) {
    let app = started_todo(backend).await;
    let answer = app.post(USERS).json(&json!({"email": "ada@example.com", "name": "Another"})).send().await;
    let body = answer.faults(409, "conflict", &["/email: unique"]);
    assert!(!body.to_string().contains("ada@example.com"), "nothing is echoed: {body}");
    let answer = app.patch(format!("{USERS}/2")).as_user(2).json(&json!({"email": "ada@example.com"})).send().await;
    answer.faults(409, "conflict", &["/email: unique"]);
    assert_eq!(app.get(format!("{USERS}/2")).as_user(2).send().await.at("/email"), "bob@example.com");
}

async fn a_value_of_ones_own_is_no_conflict(backend: Backend) {
    let app = started_todo(backend).await;
    let body = json!({"email": "ada@example.com"});
    app.patch(format!("{USERS}/1")).as_user(1).json(&body).send().await.expect(200);
    // An address that differs in case is another text.
    app.post(USERS).json(&json!({"email": "ADA@example.com", "name": "Another"})).send().await.expect(201);
}

async fn a_reference_to_nothing_is_a_conflict(backend: Backend) {
    let app = started_todo(backend).await;
    // The owner of a new row is the caller, whose user is not there.
    let answer = app.post(TASKS).as_user(99).json(&json!({"title": "Milk"})).send().await;
    answer.faults(409, "conflict", &["/owner_id: reference"]);
}

async fn rules_come_before_conflicts(backend: Backend) {
    let app = started_todo(backend).await;
    let answer = app.post(USERS).json(&json!({"email": "ada@example.com", "name": ""})).send().await;
    answer.problem(422, "validation");
}
