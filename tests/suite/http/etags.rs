//! Entity tags and preconditions (RFC 9110, section 13).

use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::json;

use super::fixtures::{TASKS, path_of, started_todo, task};

on_both!(
    a_tag_changes_with_the_row,
    if_none_match_spares_what_the_client_has,
    if_match_protects_a_patch,
    if_match_protects_a_delete,
    a_star_matches_any_row,
    a_weak_tag_does_not_match_strongly,
    a_malformed_tag_is_a_fault,
    a_hidden_row_matches_no_tag,
    a_precondition_on_a_collection_is_not_there,
);

async fn milk(backend: Backend) -> (TestApp, String) {
    let app = started_todo(backend).await;
    let path = path_of(TASKS, &task(&app, 1, json!({"title": "Milk"})).await);
    (app, path)
}

async fn a_tag_changes_with_the_row(backend: Backend) {
    let (app, path) = milk(backend).await;
    let mut tags = vec![app.get(&path).as_user(1).send().await.header("etag")];
    for n in 0..3 {
        let answer = app.patch(&path).as_user(1).json(&json!({"title": n.to_string()})).send().await.expect(200);
        let tag = answer.header("etag");
        assert_eq!(app.get(&path).as_user(1).send().await.header("etag"), tag);
        assert!(!tags.contains(&tag) && tag.starts_with('"'), "{tag} after {tags:?}");
        tags.push(tag);
    }
}

async fn if_none_match_spares_what_the_client_has(backend: Backend) {
    let (app, path) = milk(backend).await;
    for tags in ["\"1\"", "W/\"1\"", "\"0\", \"1\"", "\"a,b\",W/\"x\" , \"1\"", "*"] {
        let answer = app.get(&path).as_user(1).header("if-none-match", tags).send().await.expect(304);
        assert_eq!(answer.header("etag"), "\"1\"", "{tags}");
        assert!(answer.headers.contains_key("vary") && answer.headers.contains_key("cache-control"), "{tags}");
    }
    for tags in ["\"0\"", "\"2\", W/\"3\"", "\"\""] {
        app.get(&path).as_user(1).header("if-none-match", tags).send().await.expect(200);
    }
    app.patch(&path).as_user(1).json(&json!({"title": "x"})).send().await.expect(200);
    app.get(&path).as_user(1).header("if-none-match", "\"1\"").send().await.expect(200);
    app.get(format!("{TASKS}/99")).as_user(1).header("if-none-match", "*").send().await.problem(404, "not_found");
}

async fn if_match_protects_a_patch(backend: Backend) {
    let (app, path) = milk(backend).await;
    let patch = |tag: &'static str, title: &'static str| {
        app.patch(&path).as_user(1).header("if-match", tag).json(&json!({ "title": title })).send()
    };
    patch("\"2\"", "a").await.problem(412, "precondition_failed");
    patch("\"01\"", "a").await.problem(412, "precondition_failed");
    patch("\"+1\"", "a").await.problem(412, "precondition_failed");
    patch("\"nonsense\"", "a").await.problem(412, "precondition_failed");
    let answer = patch("\"1\"", "b").await.expect(200);
    assert_eq!(answer.header("etag"), "\"2\"");
    patch("\"1\"", "c").await.problem(412, "precondition_failed");
    patch("\"7\", \"2\"", "d").await.expect(200);
    assert_eq!(app.get(&path).as_user(1).send().await.at("/title"), "d");
    // An empty patch has the same precondition.
    app.patch(&path).as_user(1).header("if-match", "\"1\"").json(&json!({})).send().await.problem(412, "precondition_failed");
    app.patch(&path).as_user(1).header("if-match", "\"3\"").json(&json!({})).send().await.expect(200);
}

async fn if_match_protects_a_delete(backend: Backend) {
    let (app, path) = milk(backend).await;
    app.delete(&path).as_user(1).header("if-match", "\"2\"").send().await.problem(412, "precondition_failed");
    app.get(&path).as_user(1).send().await.expect(200);
    app.delete(&path).as_user(1).header("if-match", "\"1\"").send().await.expect(204);
}

async fn a_star_matches_any_row(backend: Backend) {
    let (app, path) = milk(backend).await;
    app.patch(&path).as_user(1).header("if-match", "*").json(&json!({"title": "x"})).send().await.expect(200);
    app.delete(&path).as_user(1).header("if-match", "*").send().await.expect(204);
    let answer = app.delete(&path).as_user(1).header("if-match", "*").send().await;
    assert!([404, 412].contains(&answer.status.as_u16()), "{}", answer.text());
}

async fn a_weak_tag_does_not_match_strongly(backend: Backend) {
    let (app, path) = milk(backend).await;
    let answer = app.patch(&path).as_user(1).header("if-match", "W/\"1\"").json(&json!({"title": "x"})).send().await;
    answer.problem(412, "precondition_failed");
    app.delete(&path).as_user(1).header("if-match", "W/\"1\"").send().await.problem(412, "precondition_failed");
}

async fn a_malformed_tag_is_a_fault(backend: Backend) {
    let (app, path) = milk(backend).await;
    for tag in ["1", "\"1", "1\"", "\"1\" \"2\"", "w/\"1\"", "*, \"1\"", "", "\"1\";"] {
        let answer = app.patch(&path).as_user(1).header("if-match", tag).json(&json!({"title": "x"})).send().await;
        let body = answer.problem(400, "invalid_header");
        assert!(body["errors"][0]["header"].as_str().is_some_and(|h| h.eq_ignore_ascii_case("if-match")), "{tag}: {body}");
        app.delete(&path).as_user(1).header("if-match", tag).send().await.problem(400, "invalid_header");
        app.get(&path).as_user(1).header("if-none-match", tag).send().await.problem(400, "invalid_header");
    }
    assert_eq!(app.get(&path).as_user(1).send().await.header("etag"), "\"1\"");
}

async fn a_hidden_row_matches_no_tag(backend: Backend) {
    let (app, path) = milk(backend).await;
    for tag in ["\"1\"", "\"2\"", "*"] {
        let hidden = app.patch(&path).as_user(2).header("if-match", tag).json(&json!({"title": "x"})).send().await;
        hidden.problem(404, "not_found");
        app.delete(&path).as_user(2).header("if-match", tag).send().await.problem(404, "not_found");
        app.get(&path).as_user(2).header("if-none-match", tag).send().await.problem(404, "not_found");
    }
}

async fn a_precondition_on_a_collection_is_not_there(backend: Backend) {
    let (app, _) = milk(backend).await;
    let list = app.get(TASKS).as_user(1).header("if-none-match", "*").send().await.expect(200);
    assert!(!list.headers.contains_key("etag"));
}
