//! Related rows in the answers to writes.

use restkit::prelude::*;
use restkit_tests::{database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{Post, comment, cover, empty, post, user};

on_both!(
    a_new_row_has_what_it_leads_to,
    a_changed_row_has_it_too,
    the_tag_is_that_of_the_row,
    below_another_row_it_is_the_same,
    each_row_is_seen_by_its_own_policy,
    nothing_is_written_when_it_is_wrong,
);

async fn a_new_row_has_what_it_leads_to(backend: Backend) {
    let app = empty(backend).await;
    let ann = user(app.db(), "ann", true).await;
    let new = json!({"title": "first"});
    let made = app.post("/posts?include=author,comments,cover,tags").as_user(ann.id).json(&new).send().await.expect(201);
    assert_eq!(
        made.json(),
        json!({
            "id": 1, "author_id": 1, "title": "first", "draft": false,
            "author": {"id": 1, "name": "ann", "active": true}, "comments": [], "cover": null, "tags": [],
        })
    );
    assert_eq!(made.header("location"), "/posts/1");
    let new = json!({"post_id": 1, "parent_id": null, "text": "one"});
    let made = app.post("/comments?include=post.author,parent,author").as_user(ann.id).json(&new).send().await.expect(201).json();
    assert_eq!(
        (&made["post"]["author"]["name"], &made["parent"], &made["author"]["id"]),
        (&json!("ann"), &Value::Null, &json!(1))
    );
    // An option of what is not included changes nothing.
    let plain = app.post("/posts?comments.limit=1").as_user(ann.id).json(&json!({"title": "x"})).send().await.expect(201).json();
    assert_eq!(plain, json!({"id": 2, "author_id": 1, "title": "x", "draft": false}));
}

async fn a_changed_row_has_it_too(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, bob) = (user(db, "ann", true).await, user(db, "bob", true).await);
    let first = post(db, &ann, "first", false).await;
    for (text, written) in [("one", 1), ("two", 2)] {
        comment(db, &first, Some(&bob), None, text, written).await;
    }
    let path = "/posts/1?include=comments.author&comments.limit=1&comments.sort=text";
    let patch = async |body: Value| app.patch(path).as_user(ann.id).json(&body).send().await.expect(200).json();
    let changed = patch(json!({"title": "second"})).await;
    assert_eq!(changed["title"], "second");
    assert_eq!((&changed["comments"][0]["text"], &changed["comments"][0]["author"]["name"]), (&json!("one"), &json!("bob")));
    assert_eq!(changed["comments"].as_array().unwrap().len(), 1);
    // One that changes nothing answers the row, too.
    assert_eq!(patch(json!({})).await, changed);
    // Whoever leads elsewhere is answered with what is there.
    let reply = comment(db, &first, Some(&ann), None, "three", 3).await;
    let parent = comment(db, &first, None, None, "zero", 0).await;
    let path = format!("/comments/{}?include=parent", reply.id);
    let moved = app.patch(path).as_user(ann.id).json(&json!({"parent_id": parent.id})).send().await.expect(200).json();
    assert_eq!(moved["parent"]["text"], "zero");
    // Who wants no row gets no others either.
    let minimal = app.patch("/posts/1?include=comments").as_user(ann.id).header("prefer", "return=minimal");
    let minimal = minimal.json(&json!({"title": "third"})).send().await.expect(204);
    assert_eq!((minimal.body.len(), minimal.header("preference-applied")), (0, "return=minimal".to_owned()));
    let wrong = app.patch("/posts/1?include=x").as_user(ann.id).header("prefer", "return=minimal").json(&json!({})).send().await;
    wrong.faults(400, "invalid_parameter", &["include: unknown_include"]);
}

async fn the_tag_is_that_of_the_row(backend: Backend) {
    let app = empty(backend).await;
    let ann = user(app.db(), "ann", true).await;
    let made = app.post("/posts?include=author").as_user(ann.id).json(&json!({"title": "first"})).send().await.expect(201);
    let first = made.header("etag");
    assert_eq!(app.get("/posts/1").send().await.expect(200).header("etag"), first);
    let patch = |tag: &str, title: &str| {
        let request = app.patch("/posts/1?include=author").as_user(ann.id).header("if-match", tag);
        request.json(&json!({ "title": title })).send()
    };
    let second = patch(&first, "second").await.expect(200).header("etag");
    patch(&first, "third").await.problem(412, "precondition_failed");
    assert_eq!(app.get("/posts/1").header("if-none-match", &second).send().await.expect(304).header("etag"), second);
    // That of an answer with more in it is another one.
    app.get("/posts/1?include=author").header("if-none-match", &second).send().await.expect(200);
}

async fn below_another_row_it_is_the_same(backend: Backend) {
    let app = empty(backend).await;
    let ann = user(app.db(), "ann", true).await;
    let made = app.post("/users/1/posts?include=author").as_user(ann.id).json(&json!({"title": "first"})).send().await;
    let made = made.expect(201);
    assert_eq!((made.header("location"), &made.json()["author"]["name"]), ("/posts/1".to_owned(), &json!("ann")));
    let listed = app.get("/users/1/posts?include=author").send().await.expect(200).json();
    assert_eq!(listed["items"][0], made.json());
}

async fn each_row_is_seen_by_its_own_policy(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let (ann, eve) = (user(db, "ann", true).await, user(db, "eve", false).await);
    let first = post(db, &ann, "first", false).await;
    cover(db, &first, "url").await;
    comment(db, &first, Some(&eve), None, "one", 1).await;
    // Eve is seen by nobody but admins, not even by herself.
    let made = app.post("/posts?include=author").as_user(eve.id).json(&json!({"title": "hers"})).send().await.expect(201).json();
    assert_eq!(made["author"], Value::Null);
    let made = app.post("/posts?include=author").as_admin(eve.id).json(&json!({"title": "x"})).send().await.expect(201).json();
    assert_eq!(made["author"]["name"], "eve");
    let path = "/posts/1?include=comments.author,cover";
    let changed = app.patch(path).as_user(ann.id).json(&json!({"title": "new"})).send().await.expect(200).json();
    assert_eq!((&changed["comments"][0]["text"], &changed["comments"][0]["author"]), (&json!("one"), &Value::Null));
    assert_eq!(changed["cover"]["url"], "url");
    // A row that somebody else may not change stays as it is, and tells nothing.
    app.patch(path).as_user(eve.id).json(&json!({"title": "taken"})).send().await.problem(403, "forbidden");
    app.patch("/posts/99?include=author").as_user(ann.id).json(&json!({"title": "x"})).send().await.problem(404, "not_found");
}

async fn nothing_is_written_when_it_is_wrong(backend: Backend) {
    let app = empty(backend).await;
    let ann = user(app.db(), "ann", true).await;
    let post = async |query: &str, body: Value| app.post(format!("/posts?{query}")).as_user(ann.id).json(&body).send().await;
    let new = json!({"title": "first"});
    post("include=owner&x=1", new.clone()).await.faults(
        400,
        "invalid_parameter",
        &["include: unknown_include", "x: unknown_parameter"],
    );
    post("include=comments&comments.limit=51", new.clone()).await.faults(
        422,
        "parameter_out_of_range",
        &["comments.limit: out_of_range"],
    );
    post("include=comments.replies.replies&comments.limit=50", new).await.faults(
        400,
        "invalid_parameter",
        &["include: too_many_rows"],
    );
    post("include=author", json!({"title": "x".repeat(41)})).await.faults(422, "validation", &["/title: length"]);
    assert_eq!(Post::repository(app.db()).as_system().select().count().await.unwrap(), 0);
}
