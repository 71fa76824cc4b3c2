//! Parameters, headers and entity tags.

use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixtures::{comment, empty, post, tag, user};

on_both!(
    what_is_wrong_is_named,
    members_that_are_not_asked_for_lead_on_all_the_same,
    a_tag_is_that_of_all_that_is_answered,
    what_includes_nothing
);

async fn what_is_wrong_is_named(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    post(db, &ann, "first", false).await;
    for path in ["/posts", "/posts/1"] {
        let faults = async |query: &str, expected: &[&str]| {
            app.get(format!("{path}?{query}")).send().await.faults(400, "invalid_parameter", expected);
        };
        faults("include=", &["include: unknown_include"]).await;
        faults("include=owner", &["include: unknown_include"]).await;
        faults("include=author_id", &["include: unknown_include"]).await;
        faults("include=author,", &["include: unknown_include"]).await;
        faults("include=author.password", &["include: unknown_include"]).await;
        faults("include=a,b.c,author", &["include: unknown_include", "include: unknown_include"]).await;
        faults("include=author&include=cover", &["include: repeated_parameter"]).await;
        faults("include=%ff", &["include: encoding"]).await;
        faults("comments.limit=x", &["comments.limit: type"]).await;
        faults("comments.sort=post_id", &["comments.sort: unknown_sort_key"]).await;
        faults("author.limit=1", &["author.limit: unknown_parameter"]).await;
        faults("comments.filter=1", &["comments.filter: unknown_parameter"]).await;
        // All at once, with what others find.
        faults(
            "x=1&include=y&comments.limit=0",
            &["x: unknown_parameter", "include: unknown_include", "comments.limit: out_of_range"],
        )
        .await;
        app.get(format!("{path}?comments.limit=51")).send().await.faults(
            422,
            "parameter_out_of_range",
            &["comments.limit: out_of_range"],
        );
        // A name that is written otherwise is the same name.
        let read = app.get(format!("{path}?%69nclude=author")).send().await.expect(200);
        assert!(read.text().contains("\"author\":{\"id\":1"), "{}", read.text());
    }
    app.get("/posts?limit=1000&comments.limit=1000").send().await.faults(
        422,
        "parameter_out_of_range",
        &["limit: out_of_range", "comments.limit: out_of_range"],
    );
    app.get("/covers?include=post.covers").as_user(1).send().await.faults(
        400,
        "invalid_parameter",
        &["include: unknown_include"],
    );
    app.get("/post-tags?include=post").send().await.faults(400, "invalid_parameter", &["include: unknown_parameter"]);
}

async fn members_that_are_not_asked_for_lead_on_all_the_same(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let first = post(db, &ann, "first", false).await;
    comment(db, &first, None, None, "one", 1).await;
    for path in ["/posts", "/posts/1"] {
        let read = app.get(format!("{path}?fields=title&include=author,comments.post")).send().await.expect(200).json();
        let row = if path == "/posts" { read["items"][0].clone() } else { read };
        let members: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(members, ["author", "comments", "title"]);
        assert_eq!((&row["author"]["name"], &row["comments"][0]["post"]["title"]), (&json!("ann"), &json!("first")));
        app.get(format!("{path}?fields=author&include=x")).send().await.faults(
            400,
            "invalid_parameter",
            &["fields: unknown_field", "include: unknown_include"],
        );
    }
}

async fn a_tag_is_that_of_all_that_is_answered(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let first = post(db, &ann, "first", false).await;
    let path = format!("/posts/{}", first.id);
    let with = format!("{path}?include=comments,tags");
    let plain = app.get(&path).send().await.expect(200).header("etag");
    let before = app.get(&with).send().await.expect(200).header("etag");
    assert!(before.starts_with('"') && before != plain, "{before}");
    assert_eq!(app.get(&with).header("if-none-match", &before).send().await.expect(304).header("etag"), before);
    app.get(&with).header("if-none-match", &plain).send().await.expect(200);
    app.get(&with).header("if-none-match", "*").send().await.expect(304);

    // What is included changes, and the row does not.
    comment(db, &first, None, None, "new", 1).await;
    let after = app.get(&with).header("if-none-match", &before).send().await.expect(200).header("etag");
    assert_ne!(after, before);
    tag(db, &first, "red", true).await;
    app.get(&with).header("if-none-match", &after).send().await.expect(200);
    assert_eq!(app.get(&path).send().await.expect(200).header("etag"), plain);

    // To change the row, one has to know the row's own.
    let patch = |tag: &str| app.patch(&path).as_user(ann.id).header("if-match", tag).json(&json!({"title": "second"})).send();
    patch(&after).await.problem(412, "precondition_failed");
    patch(&plain).await.expect(200);
    let head = app.request(http::Method::HEAD, &with).send().await.expect(200);
    assert_eq!((head.header("etag"), head.body.len()), (app.get(&with).send().await.header("etag"), 0));
}

async fn what_includes_nothing(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let path = format!("/posts/{}?include=author", post(db, &ann, "first", false).await.id);
    let unknown = ["include: unknown_parameter"];
    app.delete(&path).as_user(ann.id).send().await.faults(400, "invalid_parameter", &unknown);
    let new = json!({"post_id": 1, "tag": "red"});
    app.post("/post-tags?include=post").json(&new).send().await.faults(400, "invalid_parameter", &unknown);
    let query = app.post("/post-tags/query").json(&json!({"include": ["post"]})).send().await;
    query.faults(422, "validation", &["/include: unknown_member"]);
    // A member that is only answered is in no body.
    app.post("/posts").as_user(ann.id).json(&json!({"title": "x", "author": null})).send().await.faults(
        422,
        "validation",
        &["/author: unknown_member"],
    );
}
