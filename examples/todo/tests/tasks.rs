//! What the API promises, asked as its users ask.

use restkit::testing::{Backend, Client, TestApp};
use serde_json::json;
use todo::Role;

/// The app with one user, on SQLite or on the PostgreSQL that `TEST_DATABASE_URL` names.
async fn app_with_ann() -> (TestApp, Client) {
    let app = TestApp::on(Backend::from_env().unwrap_or_default(), todo::app()).await;
    let ann = app.post("/api/v1/users").json(json!({"email": "ann@example.com", "name": "Ann"})).await.expect_status(201);
    let ann = app.as_user(ann.json()["id"].to_string());
    (app, ann)
}

#[tokio::test]
async fn tasks_belong_to_who_made_them() {
    let (app, ann) = app_with_ann().await;
    let task = ann.post("/api/v1/tasks").json(json!({"title": "milk"})).await.expect_status(201);
    assert_eq!(task.json()["owner_id"], 1);
    let place = task.header("location").unwrap();

    app.get(place).await.expect_status(401);
    app.as_user("2").get(place).await.expect_status(404);
    app.as_user("2").role(Role::Admin).get(place).await.expect_status(200);
    ann.patch(place).json(json!({"status": "done"})).await.expect_status(200);
    ann.delete(place).await.expect_status(204);
}

#[tokio::test]
async fn wrong_tasks_are_refused_at_once() {
    let (_app, ann) = app_with_ann().await;
    let answer = ann.post("/api/v1/tasks").json(json!({"title": "", "priority": 6})).await.expect_status(422);
    assert_eq!(answer.faults(), ["/priority: range", "/title: length"]);
    assert!(answer.statements().is_empty());
}

#[tokio::test]
async fn a_list_is_one_statement() {
    let (_app, ann) = app_with_ann().await;
    let list = ann.get("/api/v1/tasks").query([("status", "todo"), ("sort", "-priority")]).await.expect_status(200);
    assert_eq!(list.statements().len(), 1);
}
