//! The users of the todo app: anybody registers, nobody makes themselves an admin, everybody sees only themselves.

use restkit_tests::{database::Backend, on_both, token::Token};
use serde_json::json;

use super::fixtures::{TASKS, USERS, column, path_of, started_todo, task};

on_both!(
    anybody_may_register,
    nobody_gives_themselves_a_role,
    users_see_and_change_only_themselves,
    an_admin_sees_all_users,
    only_an_admin_removes_users,
    tasks_belong_to_their_owner,
    an_admin_minds_all_tasks,
    a_subject_that_is_no_key_owns_nothing,
);

async fn anybody_may_register(backend: Backend) {
    let app = started_todo(backend).await;
    let body = json!({"email": "eve@example.com", "name": "Eve"});
    let answer = app.post(USERS).json(&body).send().await.expect(201);
    assert_eq!(answer.json(), json!({"id": 3, "email": "eve@example.com", "name": "Eve", "role": "user"}));
    assert_eq!(answer.header("location"), "/api/v1/users/3");
}

async fn nobody_gives_themselves_a_role(backend: Backend) {
    let app = started_todo(backend).await;
    for role in [json!("admin"), json!("user"), json!(null), json!(7)] {
        let body = json!({"email": "eve@example.com", "name": "Eve", "role": role});
        app.post(USERS).json(&body).send().await.faults(422, "validation", &["/role: read_only"]);
        app.post(USERS).as_admin(1).json(&body).send().await.faults(422, "validation", &["/role: read_only"]);
        let answer = app.patch(format!("{USERS}/1")).as_user(1).json(&json!({ "role": role })).send().await;
        answer.faults(422, "validation", &["/role: read_only"]);
    }
    assert_eq!(column(&app.get(USERS).as_admin(9).send().await.json(), "role"), ["user", "user"]);
}

async fn users_see_and_change_only_themselves(backend: Backend) {
    let app = started_todo(backend).await;
    let list = app.get(USERS).as_user(1).send().await.expect(200).json();
    assert_eq!(column(&list, "name"), ["Ada"]);
    app.get(format!("{USERS}/1")).as_user(1).send().await.expect(200);
    app.get(format!("{USERS}/2")).as_user(1).send().await.problem(404, "not_found");
    app.patch(format!("{USERS}/1")).as_user(1).json(&json!({"name": "Ada L."})).send().await.expect(200);
    app.patch(format!("{USERS}/2")).as_user(1).json(&json!({"name": "x"})).send().await.problem(404, "not_found");
    app.get(USERS).send().await.problem(401, "unauthenticated");
    app.get(format!("{USERS}/1")).send().await.problem(401, "unauthenticated");
    let everybody = app.get(USERS).as_admin(9).send().await.json();
    assert_eq!(column(&everybody, "name"), ["Ada L.", "Bob"]);
}

async fn an_admin_sees_all_users(backend: Backend) {
    let app = started_todo(backend).await;
    let list = app.get(USERS).as_admin(1).send().await.expect(200).json();
    assert_eq!(column(&list, "name"), ["Ada", "Bob"]);
    app.get(format!("{USERS}/2")).as_admin(1).send().await.expect(200);
    // Seeing is not changing.
    let answer = app.patch(format!("{USERS}/2")).as_admin(1).json(&json!({"name": "x"})).send().await;
    answer.problem(403, "forbidden");
}

async fn only_an_admin_removes_users(backend: Backend) {
    let app = started_todo(backend).await;
    app.delete(format!("{USERS}/2")).as_user(2).send().await.problem(403, "forbidden");
    app.delete(format!("{USERS}/2")).send().await.problem(401, "unauthenticated");
    app.delete(format!("{USERS}/2")).as_admin(1).send().await.expect(204);
}

async fn tasks_belong_to_their_owner(backend: Backend) {
    let app = started_todo(backend).await;
    let of_ada = path_of(TASKS, &task(&app, 1, json!({"title": "of Ada"})).await);
    task(&app, 2, json!({"title": "of Bob"})).await;
    assert_eq!(column(&app.get(TASKS).as_user(1).send().await.json(), "title"), ["of Ada"]);
    assert_eq!(column(&app.get(TASKS).as_user(2).send().await.json(), "title"), ["of Bob"]);
    app.get(&of_ada).as_user(2).send().await.problem(404, "not_found");
    app.patch(&of_ada).as_user(2).json(&json!({"title": "x"})).send().await.problem(404, "not_found");
    app.delete(&of_ada).as_user(2).send().await.problem(404, "not_found");
    app.get(TASKS).send().await.problem(401, "unauthenticated");
    app.post(TASKS).json(&json!({"title": "x"})).send().await.problem(401, "unauthenticated");
}

async fn an_admin_minds_all_tasks(backend: Backend) {
    let app = started_todo(backend).await;
    let of_ada = path_of(TASKS, &task(&app, 1, json!({"title": "of Ada"})).await);
    task(&app, 2, json!({"title": "of Bob"})).await;
    assert_eq!(column(&app.get(TASKS).as_admin(9).send().await.json(), "title"), ["of Ada", "of Bob"]);
    let patched = app.patch(&of_ada).as_admin(9).json(&json!({"title": "changed"})).send().await.expect(200);
    assert_eq!(patched.at("/owner_id"), 1, "it stays Ada's");
    app.delete(&of_ada).as_admin(9).send().await.expect(204);
    // A role by another name is none.
    let token = Token::of(9).roles(&["Admin", "administrator", "user"]).sign();
    assert_eq!(app.get(TASKS).bearer(&token).send().await.expect(200).at("/items"), json!([]));
}

async fn a_subject_that_is_no_key_owns_nothing(backend: Backend) {
    let app = started_todo(backend).await;
    for subject in ["ada", "", "1.0", "01", " 1", "9223372036854775808"] {
        for answer in [
            app.get(TASKS).as_user(subject).send().await,
            app.get(format!("{TASKS}/1")).as_user(subject).send().await,
            app.post(TASKS).as_user(subject).json(&json!({"title": "x"})).send().await,
        ] {
            assert!([401, 403].contains(&answer.status.as_u16()), "subject {subject:?}: {}", answer.text());
        }
    }
    // An admin needs no row of their own to see those of others.
    app.get(TASKS).as_admin("root").send().await.expect(200);
}
