//! Entity tags of rows without a hidden version: from their content, or from a column of the table.

use futures_util::future::join_all;
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::json;

use super::fixtures::people;

on_both!(
    a_tag_is_that_of_the_content,
    if_none_match_spares_what_the_client_has,
    if_match_is_decided_by_the_content,
    a_tag_tells_nothing_of_what_is_hidden,
    of_a_hundred_writers_with_one_tag_one_wins,
    of_a_hundred_deletions_with_one_tag_one_wins,
    a_column_of_the_table_is_the_version,
    of_a_hundred_writers_with_one_version_one_wins,
);

const ADA: &str = "/api/people/1";
const REX: &str = "/api/pets/1";

async fn ada(backend: Backend) -> (TestApp, String) {
    let app = people(backend).await;
    let made = app.post("/api/people").json(&json!({"name": "Ada", "secret": "a"})).send().await.expect(201);
    (app, made.header("etag"))
}

async fn a_tag_is_that_of_the_content(backend: Backend) {
    let (app, first) = ada(backend).await;
    assert_eq!(first.len(), 24, "{first}");
    assert_eq!(app.get(ADA).send().await.header("etag"), first);
    let second = app.patch(ADA).json(&json!({"age": 3})).send().await.expect(200).header("etag");
    assert_ne!(first, second);
    assert_eq!(app.get(ADA).send().await.header("etag"), second);
    let part = app.get(format!("{ADA}?fields=name")).send().await.expect(200);
    assert_eq!(
        (part.header("etag"), part.text()),
        (second, r#"{"name":"Ada"}"#.to_owned()),
        "the tag is that of the row, whatever is shown"
    );
    let minimal = app.patch(ADA).header("prefer", "return=minimal").json(&json!({"age": null})).send().await.expect(204);
    assert_eq!(minimal.header("etag"), first, "it is as it was");
}

async fn if_none_match_spares_what_the_client_has(backend: Backend) {
    let (app, tag) = ada(backend).await;
    for tags in [tag.clone(), format!("W/{tag}"), format!("\"1\", {tag}"), "*".to_owned()] {
        let answer = app.get(ADA).header("if-none-match", &tags).send().await.expect(304);
        assert_eq!(answer.header("etag"), tag);
    }
    app.get(ADA).header("if-none-match", "\"1\", \"AAAAAAAAAAAAAAAAAAAAAA\"").send().await.expect(200);
}

async fn if_match_is_decided_by_the_content(backend: Backend) {
    let (app, tag) = ada(backend).await;
    let patch = |tags: &str, age: i32| app.patch(ADA).header("if-match", tags).json(&json!({ "age": age })).send();
    for wrong in ["\"1\"", "\"AAAAAAAAAAAAAAAAAAAAAA\"", "\"0\", \"x\"", &format!("W/{tag}")] {
        patch(wrong, 1).await.problem(412, "precondition_failed");
        app.delete(ADA).header("if-match", wrong).send().await.problem(412, "precondition_failed");
        app.patch(ADA).header("if-match", wrong).json(&json!({})).send().await.problem(412, "precondition_failed");
    }
    app.patch(ADA).header("if-match", &tag).json(&json!({})).send().await.expect(200);
    let next = patch(&format!("\"1\", {tag}"), 2).await.expect(200).header("etag");
    patch(&tag, 3).await.problem(412, "precondition_failed");
    patch("*", 4).await.expect(200);
    patch(&next, 5).await.problem(412, "precondition_failed");
    for tags in ["*", "\"1\"", &next] {
        let nobody = app.patch("/api/people/9").header("if-match", tags).json(&json!({"age": 1})).send().await;
        nobody.problem(404, "not_found");
        app.delete("/api/people/9").header("if-match", tags).send().await.problem(404, "not_found");
    }
    let tag = app.get(ADA).send().await.header("etag");
    app.delete(ADA).header("if-match", &tag).send().await.expect(204);
}

async fn a_tag_tells_nothing_of_what_is_hidden(backend: Backend) {
    let (app, tag) = ada(backend).await;
    let changed = app.patch(ADA).header("if-match", &tag).json(&json!({"secret": "b"})).send().await.expect(200);
    assert_eq!(changed.header("etag"), tag);
}

async fn of_a_hundred_writers_with_one_tag_one_wins(backend: Backend) {
    let (app, tag) = ada(backend).await;
    let writers = (0..100).map(|n| app.patch(ADA).header("if-match", &tag).json(&json!({ "age": n })).send());
    let (won, lost): (Vec<_>, Vec<_>) = join_all(writers).await.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    for answer in &lost {
        answer.problem(412, "precondition_failed");
    }
    assert_eq!(app.get(ADA).send().await.at("/age"), won[0].at("/age"));
}

async fn of_a_hundred_deletions_with_one_tag_one_wins(backend: Backend) {
    let (app, tag) = ada(backend).await;
    let answers = join_all((0..100).map(|_| app.delete(ADA).header("if-match", &tag).send())).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 204) {
        answer.problem(404, "not_found");
    }
}

async fn a_column_of_the_table_is_the_version(backend: Backend) {
    let (app, _) = ada(backend).await;
    let made = app.post("/api/pets").json(&json!({"name": "Rex", "person": 1})).send().await.expect(201);
    assert_eq!((made.header("etag").as_str(), made.at("/lock_version")), ("\"1\"", json!(1)));
    let refused = app.patch(REX).json(&json!({"lock_version": 7})).send().await;
    refused.faults(422, "validation", &["/lock_version: read_only"]);
    let changed = app.patch(REX).header("if-match", "\"1\"").json(&json!({"name": "Max"})).send().await.expect(200);
    assert_eq!((changed.header("etag").as_str(), changed.at("/lock_version")), ("\"2\"", json!(2)));
    app.patch(REX).header("if-match", "\"1\"").json(&json!({"name": "Tom"})).send().await.problem(412, "precondition_failed");
    app.patch(REX).header("if-match", "\"0\", \"2\"").json(&json!({"name": "Tom"})).send().await.expect(200);
    app.delete(REX).header("if-match", "\"x\"").send().await.problem(412, "precondition_failed");
    app.get(REX).header("if-none-match", "\"3\"").send().await.expect(304);
    app.delete(REX).header("if-match", "\"3\"").send().await.expect(204);
    app.delete(REX).header("if-match", "\"x\"").send().await.problem(404, "not_found");
}

async fn of_a_hundred_writers_with_one_version_one_wins(backend: Backend) {
    let (app, _) = ada(backend).await;
    app.post("/api/pets").json(&json!({"name": "Rex", "person": 1})).send().await.expect(201);
    let writers =
        (0..100).map(|n| app.patch(REX).header("if-match", "\"1\"").json(&json!({ "name": format!("Rex {n}") })).send());
    let answers = join_all(writers).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(app.get(REX).send().await.at("/lock_version"), 2);
}
