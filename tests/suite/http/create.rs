//! `POST` on a collection.

use restkit::prelude::*;
use restkit_tests::{database::Backend, on_both, token::Token};
use serde_json::json;

use super::fixtures::{TASKS, USERS, app_of, article::Article, path_of, started_todo, task};

on_both!(
    a_created_row_says_where_it_is,
    defaults_fill_what_is_left_out,
    the_owner_is_the_caller,
    what_the_server_sets_cannot_be_written,
    an_integer_may_be_written_with_a_point,
    a_uuid_is_made_by_the_server_in_order_of_time,
    what_is_write_only_is_stored_and_never_answered,
    a_body_that_is_no_object_is_refused,
    a_body_that_is_no_json_is_malformed,
    a_parameter_is_unknown_here,
);

async fn a_created_row_says_where_it_is(backend: Backend) {
    let app = started_todo(backend).await;
    let answer = app.post(TASKS).as_user(1).json(&json!({"title": "Milk"})).send().await.expect(201);
    let row = answer.json();
    assert_eq!(answer.header("location"), path_of(TASKS, &row));
    assert_eq!(answer.header("etag"), "\"1\"");
    assert_eq!(answer.header("content-type"), "application/json");
    let stored = app.get(answer.header("location")).as_user(1).send().await.expect(200);
    assert_eq!(stored.json(), row);
    assert_eq!(stored.header("etag"), answer.header("etag"));
}

async fn defaults_fill_what_is_left_out(backend: Backend) {
    let app = started_todo(backend).await;
    let row = task(&app, 1, json!({"title": "Milk"})).await;
    assert_eq!((&row["status"], &row["priority"], &row["description"]), (&json!("todo"), &json!(3), &json!(null)));
    let row = task(&app, 1, json!({"title": "Milk", "status": "done", "priority": 1, "description": ""})).await;
    assert_eq!((&row["status"], &row["priority"], &row["description"]), (&json!("done"), &json!(1), &json!("")));
    let answer = app.post(TASKS).as_user(1).json(&json!({"title": "Milk", "priority": null, "status": null})).send().await;
    answer.faults(422, "validation", &["/priority: null", "/status: null"]);
}

async fn the_owner_is_the_caller(backend: Backend) {
    let app = started_todo(backend).await;
    assert_eq!(task(&app, 2, json!({"title": "Milk"})).await["owner_id"], 2);
    let moments = task(&app, 2, json!({"title": "Milk"})).await;
    assert_eq!(moments["created_at"], moments["updated_at"]);
    let text = moments["created_at"].as_str().unwrap();
    let made: DateTime<Utc> = text.parse().unwrap();
    assert!((Utc::now() - made).num_seconds().abs() < 60, "{text} is not now");
    assert_eq!(text, made.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
}

async fn what_the_server_sets_cannot_be_written(backend: Backend) {
    let app = started_todo(backend).await;
    let body = json!({
        "title": "Milk", "id": 7, "owner_id": 2, "created_at": "2026-01-01T00:00:00Z", "updated_at": null, "row_version": 3, "done": true,
    });
    app.post(TASKS).as_user(1).json(&body).send().await.faults(
        422,
        "validation",
        &[
            "/id: read_only",
            "/owner_id: read_only",
            "/created_at: read_only",
            "/updated_at: read_only",
            "/row_version: unknown_member",
            "/done: unknown_member",
        ],
    );
}

async fn an_integer_may_be_written_with_a_point(backend: Backend) {
    let app = started_todo(backend).await;
    for number in ["4.0", "4e0", "40e-1"] {
        let body = format!(r#"{{"title": "Milk", "priority": {number}}}"#);
        let answer = app.post(TASKS).as_user(1).body("application/json", body).send().await.expect(201);
        assert_eq!(answer.at("/priority"), 4, "{number}");
    }
    for number in ["4.5", "1e300", "\"4\"", "true", "[4]"] {
        let body = format!(r#"{{"title": "Milk", "priority": {number}}}"#);
        let answer = app.post(TASKS).as_user(1).body("application/json", body).send().await;
        let body = answer.problem(422, "validation");
        assert_eq!(body["errors"][0]["pointer"], "/priority", "{number}: {body}");
    }
}

async fn a_uuid_is_made_by_the_server_in_order_of_time(backend: Backend) {
    let app = app_of::<Article>(backend).start().await;
    let token = Token::of("ada").scope("articles:write").sign();
    let mut ids = Vec::new();
    for title in ["a", "b", "c"] {
        let answer = app.post("/api/v1/articles").bearer(&token).json(&json!({"title": title})).send().await.expect(201);
        let id: Uuid = answer.at("/id").as_str().unwrap().parse().unwrap();
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(answer.header("location"), format!("/api/v1/articles/{id}"));
        ids.push(id);
        // Capital letters name the same row.
        let path = format!("/api/v1/articles/{}", id.to_string().to_uppercase());
        app.get(path).bearer(&token).send().await.expect(200);
    }
    assert!(ids.is_sorted(), "{ids:?}");
}

async fn what_is_write_only_is_stored_and_never_answered(backend: Backend) {
    let app = app_of::<Article>(backend).start().await;
    let token = Token::of("ada").scope("articles:write").sign();
    let body = json!({"title": "a", "note": "SECRET"});
    let created = app.post("/api/v1/articles").bearer(&token).json(&body).send().await.expect(201);
    assert!(created.json().get("note").is_none(), "{}", created.text());
    let path = created.header("location");
    let patched = app.patch(&path).bearer(&token).json(&json!({"note": "SECRET too"})).send().await.expect(200);
    for answer in [patched, app.get(&path).bearer(&token).send().await, app.get("/api/v1/articles").bearer(&token).send().await] {
        assert!(!answer.text().contains("SECRET") && !answer.text().contains("note"), "{}", answer.text());
    }
    for query in ["note=SECRET", "sort=note"] {
        app.get(format!("/api/v1/articles?{query}")).bearer(&token).send().await.problem(400, "invalid_parameter");
    }
}

async fn a_body_that_is_no_object_is_refused(backend: Backend) {
    let app = started_todo(backend).await;
    for body in ["[]", "null", "1", "\"title\"", "[{\"title\": \"Milk\"}]"] {
        let answer = app.post(TASKS).as_user(1).body("application/json", body).send().await;
        answer.faults(422, "validation", &[": type"]);
    }
}

async fn a_body_that_is_no_json_is_malformed(backend: Backend) {
    let app = started_todo(backend).await;
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 14] = [
        b"",
        b" ",
        b"{",
        b"{\"title\": \"Milk\"",
        b"{\"title\": \"Milk\"} x",
        b"{\"title\": \"Milk\"}{}",
        b"{title: \"Milk\"}",
        b"{\"title\": 'Milk'}",
        b"{\"title\": \"Milk\",}",
        b"{\"title\": \"\xff\"}",
        b"{\"title\": \"\\ud800\"}",
        b"{\"title\": \"Milk\", \"priority\": 01}",
        b"{\"title\": \"Milk\", \"title\": \"Milk\"}",
        deep.as_bytes(),
    ];
    for body in bodies {
        let answer = app.post(TASKS).as_user(1).body("application/json", body.to_vec()).send().await;
        answer.problem(400, "malformed_body");
        let answer = app.patch(format!("{USERS}/1")).as_user(1).body("application/json", body.to_vec()).send().await;
        answer.problem(400, "malformed_body");
    }
}

async fn a_parameter_is_unknown_here(backend: Backend) {
    let app = started_todo(backend).await;
    let answer = app.post(format!("{TASKS}?dry_run=1")).as_user(1).json(&json!({"title": "Milk"})).send().await;
    answer.faults(400, "invalid_parameter", &["dry_run: unknown_parameter"]);
}
