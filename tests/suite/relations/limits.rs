//! What a request can make of it at most.

use restkit_tests::{database::Backend, on_both};

use super::fixtures::{empty, post, user};

on_both!(paths_are_short_and_few, rows_are_counted_before_they_are_read);

async fn paths_are_short_and_few(backend: Backend) {
    let app = empty(backend).await;
    let get = async |include: &str| app.get(format!("/comments?limit=1&include={include}")).send().await;
    get("replies.replies.parent.parent").await.expect(200);
    get("parent.parent.parent.parent.parent").await.faults(400, "invalid_parameter", &["include: unknown_include"]);
    get(&["parent"; 10].join(",")).await.expect(200);
    get(&["parent"; 11].join(",")).await.faults(400, "invalid_parameter", &["include: too_many"]);
}

async fn rows_are_counted_before_they_are_read(backend: Backend) {
    let app = empty(backend).await;
    let db = app.db();
    let ann = user(db, "ann", true).await;
    post(db, &ann, "alone", false).await;
    // 20 posts of 3 comments of 20 answers of 20 answers, whether they are there or not.
    let too_many = app.get("/posts?include=comments.replies.replies").send().await;
    let problem = too_many.faults(400, "invalid_parameter", &["include: too_many_rows"]);
    assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("25260"), "{problem}");
    app.get("/posts?include=comments.replies.replies&limit=15").send().await.expect(200);
    app.get("/posts?include=comments.replies.replies&comments.limit=2").send().await.expect(200);
    app.get("/posts?include=comments.replies.replies&comments.limit=50&limit=1").send().await.faults(
        400,
        "invalid_parameter",
        &["include: too_many_rows"],
    );
    app.get("/posts/1?include=comments.replies.replies&comments.limit=50").send().await.faults(
        400,
        "invalid_parameter",
        &["include: too_many_rows"],
    );
}
