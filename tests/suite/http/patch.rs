//! `PATCH` on a row: RFC 7396, with missing and null told apart.

use restkit_tests::{database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{TASKS, app_of, form::Form, path_of, started_todo, task};

on_both!(
    a_patch_changes_what_it_names,
    missing_and_null_are_different_things,
    null_is_refused_where_a_column_cannot_be_null,
    an_empty_patch_changes_nothing,
    what_the_server_sets_cannot_be_written,
    every_fault_is_named,
    a_minimal_answer_is_empty,
    a_patch_that_says_what_is_already_there_is_a_change,
    a_row_that_is_not_there_is_404,
    json_columns_are_replaced_whole,
);

async fn a_patch_changes_what_it_names(backend: Backend) {
    let app = started_todo(backend).await;
    let row = task(&app, 1, json!({"title": "Milk", "description": "Two litres"})).await;
    let path = path_of(TASKS, &row);
    for media in ["application/merge-patch+json", "application/json", "application/json; charset=utf-8", "Application/JSON"] {
        let body = json!({"status": "doing"}).to_string();
        app.patch(&path).as_user(1).body(media, body).send().await.expect(200);
    }
    let answer = app.patch(&path).as_user(1).json(&json!({"status": "done", "priority": 5})).send().await.expect(200);
    assert_eq!(answer.header("etag"), "\"6\"");
    let patched = answer.json();
    assert_eq!(app.get(&path).as_user(1).send().await.expect(200).json(), patched);
    let mut expected = row.clone();
    expected["status"] = json!("done");
    expected["priority"] = json!(5);
    expected["updated_at"] = patched["updated_at"].clone();
    assert_eq!(patched, expected);
    assert!(patched["updated_at"].as_str() > row["updated_at"].as_str());
}

async fn missing_and_null_are_different_things(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk", "description": "Two litres"})).await);
    let patch = async |body: Value| app.patch(&path).as_user(1).json(&body).send().await.expect(200).at("/description");
    assert_eq!(patch(json!({"title": "Bread"})).await, "Two litres");
    assert_eq!(patch(json!({"description": null})).await, json!(null));
    assert_eq!(patch(json!({"description": ""})).await, "");
}

async fn null_is_refused_where_a_column_cannot_be_null(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let body = json!({"title": null, "status": null, "priority": null, "description": null});
    let answer = app.patch(&path).as_user(1).json(&body).send().await;
    answer.faults(422, "validation", &["/title: null", "/status: null", "/priority: null"]);
    assert_eq!(app.get(&path).as_user(1).send().await.header("etag"), "\"1\"", "nothing was changed");
}

async fn an_empty_patch_changes_nothing(backend: Backend) {
    let app = started_todo(backend).await;
    let row = task(&app, 1, json!({"title": "Milk"})).await;
    let answer = app.patch(path_of(TASKS, &row)).as_user(1).json(&json!({})).send().await.expect(200);
    assert_eq!(answer.json(), row);
    assert_eq!(answer.header("etag"), "\"1\"");
    app.patch(path_of(TASKS, &row)).as_user(2).json(&json!({})).send().await.problem(404, "not_found");
}

async fn what_the_server_sets_cannot_be_written(backend: Backend) {
    let app = started_todo(backend).await;
    let row = task(&app, 1, json!({"title": "Milk"})).await;
    let answer = app.patch(path_of(TASKS, &row)).as_user(1).json(&row).send().await;
    let expected = ["/id: read_only", "/owner_id: read_only", "/created_at: read_only", "/updated_at: read_only"];
    answer.faults(422, "validation", &expected);
    app.patch(path_of(TASKS, &row)).as_admin(2).json(&json!({"owner_id": 2})).send().await.problem(422, "validation");
}

async fn every_fault_is_named(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let body = json!({"title": "", "status": "later", "priority": 6, "description": 5, "~/x": 1});
    app.patch(&path).as_user(1).json(&body).send().await.faults(
        422,
        "validation",
        &["/title: length", "/status: one_of", "/priority: range", "/description: type", "/~0~1x: unknown_member"],
    );
}

async fn a_minimal_answer_is_empty(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    for prefer in ["return=minimal", "respond-async, return=minimal; x=1", "RETURN=\"minimal\""] {
        let answer =
            app.patch(&path).as_user(1).header("prefer", prefer).json(&json!({"title": prefer})).send().await.expect(204);
        assert_eq!(answer.header("preference-applied"), "return=minimal");
        assert!(!answer.headers.contains_key("content-type"));
        let stored = app.get(&path).as_user(1).send().await;
        assert_eq!(stored.at("/title"), prefer);
        assert_eq!(stored.header("etag"), answer.header("etag"));
    }
    for prefer in ["return=representation", "return=nothing", "minimal"] {
        app.patch(&path).as_user(1).header("prefer", prefer).json(&json!({"title": "x"})).send().await.expect(200);
    }
}

async fn a_patch_that_says_what_is_already_there_is_a_change(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let answer = app.patch(&path).as_user(1).json(&json!({"title": "Milk"})).send().await.expect(200);
    assert_eq!(answer.header("etag"), "\"2\"");
}

async fn a_row_that_is_not_there_is_404(backend: Backend) {
    let app = started_todo(backend).await;
    for key in ["1", "99", "x"] {
        app.patch(format!("{TASKS}/{key}")).as_user(1).json(&json!({"title": "x"})).send().await.problem(404, "not_found");
    }
}

async fn json_columns_are_replaced_whole(backend: Backend) {
    let app = app_of::<Form>(backend).start().await;
    let address = json!({"town": "Ulm", "postCode": "89073", "lines": ["a"], "place": {"latitude": 48.4, "longitude": 9.99}});
    let created = app.post("/api/v1/forms").json(&json!({"address": address})).send().await.expect(201);
    let path = created.header("location");
    let address = json!({"town": "Ulm", "postCode": "89073", "lines": []});
    let patched = app.patch(&path).json(&json!({"address": address})).send().await.expect(200);
    assert!(patched.at("/address").get("place").is_none_or(Value::is_null), "{}", patched.text());
    let answer = app.patch(&path).json(&json!({"address": {"town": "Bonn"}})).send().await;
    answer.faults(422, "validation", &["/address/postCode: required", "/address/lines: required"]);
}
