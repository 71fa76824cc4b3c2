//! What a problem looks like (RFC 9457), and that it gives nothing away. (The client of the harness checks the shape of every one.)

use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, USERS, started_todo};

on_both!(
    a_problem_has_all_members_and_no_other,
    all_faults_stand_in_one_answer,
    nothing_of_a_request_is_echoed,
    an_internal_fault_says_nothing_of_its_cause,
);

async fn a_problem_has_all_members_and_no_other(backend: Backend) {
    let app = started_todo(backend).await;
    let answer = app.get(format!("{TASKS}/99")).as_user(1).send().await;
    let body = answer.problem(404, "not_found");
    assert_eq!(body["type"], "urn:restkit:problem:not_found");
    assert_eq!(body["instance"], "/api/v1/tasks/99");
    let members: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["code", "detail", "instance", "status", "title", "trace_id", "type"]);

    let answer = app.post(TASKS).as_user(1).json(&json!({"title": ""})).send().await;
    let body = answer.problem(422, "validation");
    let fault = body["errors"][0].as_object().unwrap();
    assert_eq!(fault.keys().collect::<Vec<_>>(), ["code", "detail", "pointer"]);
    assert_eq!(body["errors"].as_array().unwrap().len(), 1);
    assert_ne!(body["trace_id"], app.get("/x").send().await.at("/trace_id"), "a trace is that of one request");
}

async fn all_faults_stand_in_one_answer(backend: Backend) {
    let app = started_todo(backend).await;
    let body =
        json!({"title": "x".repeat(201), "description": 1, "status": "TODO", "priority": 0, "id": 1, "a/b~c": null, "": 1});
    app.post(TASKS).as_user(1).json(&body).send().await.faults(
        422,
        "validation",
        &[
            "/title: length",
            "/description: type",
            "/status: one_of",
            "/priority: range",
            "/id: read_only",
            "/a~1b~0c: unknown_member",
            "/: unknown_member",
        ],
    );
    let answer = app.post(USERS).json(&json!({"email": "x"})).send().await;
    answer.faults(422, "validation", &["/email: email", "/name: required"]);
}

async fn nothing_of_a_request_is_echoed(backend: Backend) {
    let app = started_todo(backend).await;
    for answer in [
        app.post(USERS).json(&json!({"email": "SECRET", "name": "x"})).send().await,
        app.post(USERS).json(&json!({"email": {"SECRET": 1}, "name": ["SECRET"]})).send().await,
        app.post(USERS).body("application/json", "{\"email\": SECRET}").send().await,
        app.get(format!("{TASKS}?status=SECRET&priority=SECRET&cursor=SECRET&limit=SECRET")).as_user(1).send().await,
        app.get(TASKS).bearer("SECRET").send().await,
        app.get(TASKS).as_user(1).header("accept", "text/SECRET").send().await,
        app.post(TASKS).as_user(1).body("text/SECRET", "SECRET").send().await,
        app.delete(format!("{TASKS}/1")).as_user(1).header("if-match", "SECRET").send().await,
    ] {
        assert!(answer.status.is_client_error(), "{}", answer.text());
        assert!(!answer.text().contains("SECRET") && !format!("{:?}", answer.headers).contains("SECRET"), "{}", answer.text());
    }
}

async fn an_internal_fault_says_nothing_of_its_cause(backend: Backend) {
    let app = started_todo(backend).await;
    // A table that is gone is something that no request and no lost connection explains.
    app.execute("DROP TABLE tasks").await;
    for answer in [
        app.get(TASKS).as_user(1).send().await,
        app.get(format!("{TASKS}/1")).as_user(1).send().await,
        app.post(TASKS).as_user(1).json(&json!({"title": "x"})).send().await,
        app.patch(format!("{TASKS}/1")).as_user(1).json(&json!({"title": "x"})).send().await,
        app.delete(format!("{TASKS}/1")).as_user(1).send().await,
    ] {
        let body = answer.problem(500, "internal").to_string().to_lowercase();
        for word in ["sql", "relation", "table", "no such", "database", "postgres"] {
            assert!(!body.contains(word), "{body} tells of {word}");
        }
    }
    app.get(USERS).as_user(1).send().await.expect(200);
}
