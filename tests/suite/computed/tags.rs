//! Entity tags of answers which say what other rows make of them.

use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{empty, line, order};

on_both!(
    a_tag_changes_with_what_the_answer_says,
    a_write_is_about_the_row,
    each_caller_has_a_tag_of_what_they_see,
    a_row_is_answered_with_what_was_made_with_it,
);

async fn a_tag_changes_with_what_the_answer_says(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    let path = format!("/orders/{order}");
    let before = app.get(&path).send().await.expect(200);
    let tag = before.header("etag");
    assert_eq!(app.get(&path).send().await.header("etag"), tag);
    app.get(&path).header("If-None-Match", &tag).send().await.expect(304);
    let named = app.get(format!("{path}?fields=title")).send().await.expect(200);
    assert_eq!(named.header("etag"), "\"1\"", "this answer says nothing of other rows");
    line(app.db(), order, "tea", "1", 1, false).await;
    let after = app.get(&path).header("If-None-Match", &tag).send().await.expect(200);
    assert_eq!(after.at("/line_count"), json!(1));
    assert_ne!(after.header("etag"), tag);
    app.get(format!("{path}?fields=title")).header("If-None-Match", "\"1\"").send().await.expect(304);
    let count = format!("{path}?fields=line_count");
    let counted = app.get(&count).send().await.expect(200).header("etag");
    app.get(&count).header("If-None-Match", &counted).send().await.expect(304);
}

async fn a_write_is_about_the_row(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    let path = format!("/orders/{order}");
    let tag = app.get(&path).send().await.expect(200).header("etag");
    // Others add lines, which is no change of the order.
    line(app.db(), order, "tea", "1", 1, false).await;
    let patched = app.patch(&path).json(&json!({"title": "two"})).header("If-Match", &tag).send().await.expect(200);
    assert_eq!((patched.at("/line_count"), patched.at("/title")), (json!(1), json!("two")));
    assert_eq!(app.get(&path).send().await.header("etag"), patched.header("etag"));
    let minimal = app.patch(&path).json(&json!({"title": "three"})).header("Prefer", "return=minimal").send().await.expect(204);
    assert_eq!(app.get(&path).send().await.header("etag"), minimal.header("etag"));
    let stale = app.patch(&path).json(&json!({"title": "four"})).header("If-Match", patched.header("etag")).send().await;
    stale.expect(412);
    app.delete(&path).header("If-Match", &tag).send().await.expect(412);
    let unchanged = app.patch(&path).json(&json!({})).header("If-Match", minimal.header("etag")).send().await.expect(200);
    assert_eq!(unchanged.at("/line_count"), json!(1));
}

async fn each_caller_has_a_tag_of_what_they_see(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    let path = format!("/orders/{order}");
    let tag = app.get(&path).send().await.header("etag");
    let admin = app.get(&path).as_admin(1).send().await.header("etag");
    line(app.db(), order, "gold", "1", 1, true).await;
    assert_eq!(app.get(&path).send().await.header("etag"), tag, "nothing tells of a line that is not seen");
    assert_ne!(app.get(&path).as_admin(1).send().await.header("etag"), admin);
    let patched = app.patch(&path).json(&json!({"secret": false})).send().await.expect(200);
    assert_eq!(app.get(&path).send().await.header("etag"), patched.header("etag"));
}

async fn a_row_is_answered_with_what_was_made_with_it(backend: Backend) {
    let app = empty(backend).await;
    let body = json!({"title": "whole", "lines": [{"name": "a", "price": "2", "quantity": 2}, {"name": "b"}]});
    let made = app.post("/orders").json(&body).send().await.expect(201);
    assert_eq!((made.at("/line_count"), made.at("/total"), made.at("/first")), (json!(2), json!("5"), json!("a")));
    let get = app.get(format!("/orders/{}", made.at("/id"))).send().await.expect(200);
    assert_eq!((get.json(), get.header("etag")), (made.json(), made.header("etag")));
    // A row of its own kind counts as well.
    app.post("/folders").json(&json!({"id": 1})).send().await.expect(201);
    let own = app.post("/folders").json(&json!({"id": 2, "parent_id": 2, "size": 5})).send().await;
    if own.status == 201 {
        assert_eq!((own.at("/inside_count"), own.at("/inside_size")), (json!(1), json!(5)));
        let changed = app.patch("/folders/2").json(&json!({"size": 7})).send().await.expect(200);
        assert_eq!(changed.at("/inside_size"), json!(7), "the row is what it is after the change");
    } else {
        own.expect(409);
    }
}
