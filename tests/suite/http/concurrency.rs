//! Many clients at once: exactly one wins.

use futures_util::future::join_all;
use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, USERS, path_of, started_todo, task};

on_both!(
    of_fifty_writers_with_one_tag_one_wins,
    of_fifty_registrations_with_one_email_one_wins,
    of_fifty_deletions_one_wins,
    no_write_is_lost,
);

async fn of_fifty_writers_with_one_tag_one_wins(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let writers = (0..50)
        .map(|n| app.patch(&path).as_user(1).header("if-match", "\"1\"").json(&json!({"title": format!("writer {n}")})).send());
    let answers = join_all(writers).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    assert_eq!(won[0].header("etag"), "\"2\"");
    for answer in &lost {
        answer.problem(412, "precondition_failed");
    }
    assert_eq!(app.get(&path).as_user(1).send().await.at("/title"), won[0].at("/title"));
}

async fn of_fifty_registrations_with_one_email_one_wins(backend: Backend) {
    let app = started_todo(backend).await;
    let registrations =
        (0..50).map(|n| app.post(USERS).json(&json!({"email": "eve@example.com", "name": format!("Eve {n}")})).send());
    let answers = join_all(registrations).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!(won.len(), 1);
    for answer in &lost {
        answer.faults(409, "conflict", &["/email: unique"]);
    }
    assert_eq!(app.get(USERS).as_admin(1).send().await.at("/items").as_array().unwrap().len(), 3);
}

async fn of_fifty_deletions_one_wins(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let answers = join_all((0..50).map(|_| app.delete(&path).as_user(1).send())).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 204);
    assert_eq!(won.len(), 1);
    for answer in &lost {
        answer.problem(404, "not_found");
    }
}

async fn no_write_is_lost(backend: Backend) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    let writers = (0..50).map(|n| app.patch(&path).as_user(1).json(&json!({"title": format!("writer {n}")})).send());
    let answers = join_all(writers).await;
    let mut versions: Vec<u32> =
        answers.into_iter().map(|answer| answer.expect(200).header("etag").trim_matches('"').parse().unwrap()).collect();
    versions.sort_unstable();
    assert_eq!(versions, (2..=51).collect::<Vec<_>>(), "every write has a version of its own");
}
