//! Related rows in the answers to queries in a body.

use http::Method;
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{Post, User, comment, cover, empty, post, tag, user};

on_both!(a_body_includes_what_a_query_does, what_is_wrong_is_told_at_its_place, rows_have_their_limit);

async fn two_posts(app: &TestApp) -> (User, Post) {
    let db = app.db();
    let ann = user(db, "ann", true).await;
    let (first, second) = (post(db, &ann, "first", false).await, post(db, &ann, "second", false).await);
    for (text, written) in [("one", 3), ("two", 1), ("three", 2)] {
        comment(db, &first, Some(&ann), None, text, written).await;
    }
    cover(db, &second, "picture").await;
    tag(db, &second, "red", true).await;
    (ann, first)
}

async fn a_body_includes_what_a_query_does(backend: Backend) {
    let app = empty(backend).await;
    let (ann, _) = two_posts(&app).await;
    for (query, body) in [
        ("include=author,comments.author,cover,tags", json!({"include": ["author", "comments.author", "cover", "tags"]})),
        (
            "include=comments&comments.limit=2&comments.sort=text&sort=-title&fields=title",
            json!({
                "include": ["comments"], "comments.limit": 2, "comments.sort": ["text"], "sort": ["-title"], "fields": ["title"],
            }),
        ),
        (
            "include=author&author__name=ann&limit=1",
            json!({"include": ["author"], "filter": {"author__name": "ann"}, "limit": 1}),
        ),
        ("comments.limit=1", json!({"comments.limit": 1})),
    ] {
        let listed = app.get(format!("/posts?{query}")).as_user(ann.id).send().await.expect(200).json();
        let posted = app.post("/posts/query").as_user(ann.id).json(&body).send().await.expect(200).json();
        let sent = app.request(Method::from_bytes(b"QUERY").unwrap(), "/posts").as_user(ann.id).json(&body).send().await;
        assert_eq!((&posted["items"], &sent.expect(200).json()["items"]), (&listed["items"], &listed["items"]), "{query}");
    }
    // A page goes on with what it includes.
    let mut body = json!({"include": ["comments"], "limit": 1});
    let first = app.post("/posts/query").json(&body).send().await.expect(200).json();
    assert_eq!(first["items"][0]["comments"].as_array().unwrap().len(), 3);
    body["cursor"] = first["next"].clone();
    let second = app.post("/posts/query").json(&body).send().await.expect(200).json();
    assert_eq!((&second["items"][0]["title"], &second["items"][0]["comments"]), (&json!("second"), &json!([])));
}

async fn what_is_wrong_is_told_at_its_place(backend: Backend) {
    let app = empty(backend).await;
    let faults = async |body: Value, expected: &[&str]| {
        app.post("/posts/query").json(&body).send().await.faults(422, "validation", expected);
    };
    faults(json!({"include": "author"}), &["/include: type"]).await;
    faults(json!({"include": []}), &["/include: items"]).await;
    faults(json!({"include": ["author", "owner", 7]}), &["/include/1: unknown_include", "/include/2: type"]).await;
    faults(json!({"include": ["author.password"]}), &["/include/0: unknown_include"]).await;
    faults(json!({"include": vec!["author"; 11]}), &["/include: too_many"]).await;
    faults(
        json!({"comments.limit": 51, "comments.sort": ["post_id"]}),
        &["/comments.limit: out_of_range", "/comments.sort/0: unknown_sort_key"],
    )
    .await;
    faults(json!({"author.limit": 1, "comments.filter": 1}), &["/author.limit: unknown_member", "/comments.filter: type"]).await;
    faults(json!({"filter": {"include": ["author"]}}), &["/filter/include: unknown_member"]).await;
}

async fn rows_have_their_limit(backend: Backend) {
    let app = empty(backend).await;
    two_posts(&app).await;
    let query = async |body: Value| app.post("/posts/query").json(&body).send().await;
    let deep = json!(["comments.replies.replies"]);
    query(json!({"include": deep, "limit": 15})).await.expect(200);
    query(json!({"include": deep})).await.faults(422, "validation", &["/include: too_many_rows"]);
    query(json!({"limit": 1, "comments.limit": 50, "include": deep})).await.faults(
        422,
        "validation",
        &["/include: too_many_rows"],
    );
}
