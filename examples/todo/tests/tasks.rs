//! What the API promises, asked as its users ask.

use restkit::testing::{Backend, ResourceFactory as _, TestApp};
use serde_json::json;
use todo::{Role, Task, User};

/// The app on SQLite, or on the PostgreSQL that `TEST_DATABASE_URL` names.
async fn started() -> TestApp {
    TestApp::on(Backend::from_env().unwrap_or_default(), todo::app()).await
}

#[tokio::test]
async fn tasks_belong_to_who_made_them() {
    let app = started().await;
    let [ann, bob] = [User::factory().create(&app).await, User::factory().create(&app).await];
    let task = app.as_user(&ann).post("/api/v1/tasks").json(json!({"title": "milk"})).await.expect_status(201);
    assert_eq!(task.json()["owner_id"], ann.id);
    let place = task.header("location").unwrap();

    app.get(place).await.expect_status(401);
    app.as_user(&bob).get(place).await.expect_status(404);
    app.as_user(&bob).role(Role::Admin).get(place).await.expect_status(200);
    app.as_user(&ann).patch(place).json(json!({"status": "done"})).await.expect_status(200);
    app.as_user(&ann).delete(place).await.expect_status(204);
}

#[tokio::test]
async fn wrong_tasks_are_refused_at_once() {
    let app = started().await;
    let task = json!({"title": "", "priority": 6});
    let answer = app.as_user("1").post("/api/v1/tasks").json(task).await.expect_status(422);
    assert_eq!(answer.faults(), ["/priority: range", "/title: length"]);
    assert!(answer.statements().is_empty());
}

#[tokio::test]
async fn a_list_is_one_statement() {
    let app = started().await;
    let ann = User::factory().create(&app).await;
    for priority in [1, 5, 3] {
        Task::factory().with(Task::priority().set(priority)).owned_by(&ann).create(&app).await;
    }
    Task::factory().create(&app).await;

    let list = app.as_user(&ann).get("/api/v1/tasks").query([("sort", "-priority")]).await.expect_status(200);
    let priorities: Vec<_> = list.json()["items"].as_array().unwrap().iter().map(|task| task["priority"].clone()).collect();
    assert_eq!(priorities, [5, 3, 1]);
    assert_eq!(list.statements().len(), 1);
}
