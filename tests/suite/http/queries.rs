//! Trees of filters in the body of a `QUERY`, or of a `POST` where that cannot be sent.

use http::Method;
use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
    on_both,
};
use serde_json::{Value, json};

use super::fixtures::{TASKS, app_of, column, started_todo, task, thing::Thing};

on_both!(
    a_tree_selects_rows,
    the_largest_tree_is_answered,
    both_ways_are_one,
    a_query_walks_through_pages,
    faults_are_those_of_the_body,
    the_policy_is_that_of_the_list,
    methods_and_media_types_are_told,
    a_handwritten_endpoint_takes_the_path,
    a_key_may_be_the_word_query,
);

const THINGS: &str = "/api/v1/things";

async fn things(backend: Backend) -> TestApp {
    let app = app_of::<Thing>(backend).start().await;
    for n in 0..6 {
        let thing = json!({"name": format!("n{n}"), "weight": (n % 3 != 0).then_some(n), "present": n % 2 == 0});
        app.post(THINGS).json(&thing).send().await.expect(201);
    }
    app
}

async fn query(app: &TestApp, body: &Value) -> Value {
    app.post(format!("{THINGS}/query")).json(body).send().await.expect(200).json()
}

async fn a_tree_selects_rows(backend: Backend) {
    let app = things(backend).await;
    for (tree, names) in [
        (json!({}), vec!["n0", "n1", "n2", "n3", "n4", "n5"]),
        (json!({"or": [{"name": "n1"}, {"name": "n4", "present": true}, {"name": "n5", "present": true}]}), vec!["n1", "n4"]),
        (json!({"not": {"or": [{"weight__isnull": true}, {"name__in": ["n1", "n2"]}]}}), vec!["n4", "n5"]),
        // What a null is compared with is unknown, and so is the opposite.
        (json!({"not": {"weight": 1}}), vec!["n2", "n4", "n5"]),
        (json!({"and": [{"name__icontains": "N"}, {"not": {"present": true}}], "weight__between": [1, 4]}), vec!["n1"]),
    ] {
        let page = query(&app, &json!({"filter": tree, "limit": 50})).await;
        assert_eq!(column(&page, "name"), names, "{tree}");
    }
    let page =
        query(&app, &json!({"filter": {"present": false}, "sort": ["-name"], "fields": ["name"], "limit": 2, "count": "exact"}))
            .await;
    assert_eq!((&page["items"], &page["total"]), (&json!([{"name": "n5"}, {"name": "n3"}]), &json!(3)));
}

async fn the_largest_tree_is_answered(backend: Backend) {
    let app = things(backend).await;
    let names = |n: usize| (0..100).map(|at| format!("n{}", n * 100 + at + 3)).collect::<Vec<_>>();
    let trees: Vec<Value> = (0..100).map(|n| json!({"name__in": names(n)})).collect();
    let page = query(&app, &json!({"filter": {"or": trees}, "limit": 2, "count": "exact"})).await;
    assert_eq!((column(&page, "name"), &page["total"]), (vec![json!("n3"), json!("n4")], &json!(3)));
    let next = query(&app, &json!({"filter": {"or": trees}, "limit": 2, "cursor": page["next"]})).await;
    assert_eq!(column(&next, "name"), ["n5"]);
}

async fn both_ways_are_one(backend: Backend) {
    let app = things(backend).await;
    let body = json!({"filter": {"weight__gt": 1}, "sort": ["-weight"]});
    let sent = app.request("QUERY".parse::<Method>().unwrap(), THINGS).json(&body).send().await.expect(200);
    let posted = app.post(format!("{THINGS}/query")).json(&body).send().await.expect(200);
    let got = app.get(format!("{THINGS}?weight__gt=1&sort=-weight")).send().await.expect(200);
    assert_eq!((sent.text(), posted.text()), (got.text(), got.text()));
    assert!(!sent.headers.contains_key("link"), "another body cannot be linked to");
}

async fn a_query_walks_through_pages(backend: Backend) {
    let app = things(backend).await;
    let body = |cursor: Option<&str>| {
        let mut body = json!({"filter": {"or": [{"name__ne": "n2"}, {"present": false}]}, "sort": ["weight"], "limit": 2});
        if let Some(cursor) = cursor {
            body["cursor"] = cursor.into();
        }
        body
    };
    let (mut names, mut page) = (Vec::new(), query(&app, &body(None)).await);
    loop {
        names.extend(column(&page, "name"));
        let Some(next) = page["next"].as_str() else { break };
        page = query(&app, &body(Some(next))).await;
    }
    assert_eq!(names, ["n1", "n4", "n5", "n0", "n3"]);
    let back = query(&app, &body(page["prev"].as_str())).await;
    assert_eq!(column(&back, "name"), ["n5", "n0"]);
    // The cursor belongs to the tree.
    let mut other = body(page["prev"].as_str());
    other["filter"] = json!({"or": [{"name__ne": "n2"}, {"present": true}]});
    app.post(format!("{THINGS}/query")).json(&other).send().await.faults(400, "invalid_parameter", &["/cursor: invalid"]);
}

async fn faults_are_those_of_the_body(backend: Backend) {
    let app = started_todo(backend).await;
    let body = json!({"filter": {"title__like": "a", "or": [{"status": "later"}]}, "limit": 0, "sorted": ["title"]});
    app.post(format!("{TASKS}/query")).as_user(1).json(&body).send().await.faults(
        422,
        "validation",
        &[
            "/filter/or/0/status: one_of",
            "/filter/title__like: unknown_member",
            "/limit: out_of_range",
            "/sorted: unknown_member",
        ],
    );
    app.post(format!("{TASKS}/query")).as_user(1).body("application/json", "{").send().await.problem(400, "malformed_body");
    let answer = app.post(format!("{TASKS}/query?limit=3")).as_user(1).json(&json!({})).send().await;
    answer.faults(400, "invalid_parameter", &["limit: unknown_parameter"]);
}

async fn the_policy_is_that_of_the_list(backend: Backend) {
    let app = started_todo(backend).await;
    task(&app, 1, json!({"title": "of Ada"})).await;
    task(&app, 2, json!({"title": "of Bob"})).await;
    let body = json!({"filter": {"or": [{}, {"title": "of Bob"}]}, "count": "exact"});
    let page = app.post(format!("{TASKS}/query")).as_user(1).json(&body).send().await.expect(200).json();
    assert_eq!((column(&page, "title"), &page["total"]), (vec![json!("of Ada")], &json!(1)));
    app.post(format!("{TASKS}/query")).json(&json!({})).send().await.problem(401, "unauthenticated");
    // Decided before the body is read.
    app.post(format!("{TASKS}/query")).body("text/plain", "x").send().await.problem(401, "unauthenticated");
}

async fn methods_and_media_types_are_told(backend: Backend) {
    let app = things(backend).await;
    let options = app.request(Method::OPTIONS, THINGS).send().await.expect(204);
    assert_eq!(options.header("allow"), "GET, HEAD, QUERY, POST, OPTIONS");
    assert_eq!(options.header("accept-query"), "application/json");
    let options = app.request(Method::OPTIONS, format!("{THINGS}/query")).send().await.expect(204);
    assert_eq!(options.header("allow"), "POST, OPTIONS");
    let refused = app.request("QUERY".parse::<Method>().unwrap(), THINGS).body("text/plain", "{}").send().await;
    refused.problem(415, "unsupported_media_type");
    assert_eq!(refused.header("accept-query"), "application/json");
    app.post(format!("{THINGS}/query"))
        .header("accept", "text/html")
        .json(&json!({}))
        .send()
        .await
        .problem(406, "not_acceptable");
    app.post(format!("{THINGS}/1")).json(&json!({})).send().await.problem(405, "method_not_allowed");
    assert!(!options.headers.contains_key("accept-patch"));
    let other = app.get(format!("{THINGS}/query")).send().await;
    other.problem(405, "method_not_allowed");
    assert_eq!(other.header("allow"), "POST, OPTIONS");
}

/// Something with an endpoint of its own.
#[resource(path = "/boxes", operations(list))]
#[authorize(read = public)]
struct Box_ {
    #[resource(id, filter)]
    id: i64,
}

#[resource]
impl Box_ {
    #[post("/query")]
    #[authorize(public)]
    async fn own() -> bool {
        true
    }
}

async fn a_handwritten_endpoint_takes_the_path(backend: Backend) {
    let app = AppBuilder::new(backend).mount("/api/v1", Box_::routes()).start().await;
    let answer = app.post("/api/v1/boxes/query").send().await.expect(200);
    assert_eq!(answer.json(), true);
    app.request("QUERY".parse::<Method>().unwrap(), "/api/v1/boxes").json(&json!({})).send().await.expect(200);
}

/// Something whose key is a word.
#[resource(path = "/words")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Word {
    #[validate(length(min = 1, max = 100))]
    #[resource(id, filter)]
    word: String,
}

async fn a_key_may_be_the_word_query(backend: Backend) {
    let app = app_of::<Word>(backend).start().await;
    for word in ["query", "answer"] {
        app.post("/api/v1/words").json(&json!({"word": word})).send().await.expect(201);
    }
    assert_eq!(app.get("/api/v1/words/query").send().await.expect(200).json(), json!({"word": "query"}));
    let page = app.post("/api/v1/words/query").json(&json!({"filter": {"not": {"word": "query"}}})).send().await.expect(200);
    assert_eq!(column(&page.json(), "word"), ["answer"]);
    let options = app.request(Method::OPTIONS, "/api/v1/words/query").send().await.expect(204);
    assert_eq!(options.header("allow"), "POST, GET, HEAD, PATCH, DELETE, OPTIONS");
    app.delete("/api/v1/words/query").send().await.expect(204);
}
