//! What the database computes from other columns of the same row.

use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{empty, line, order};

on_both!(
    every_answer_holds_it,
    nobody_sets_it,
    lists_are_filtered_and_sorted_by_it,
    there_may_be_nothing_to_compute_from,
    what_no_type_holds_is_refused,
);

async fn items(app: &TestApp, path: &str) -> Vec<Value> {
    app.get(path).send().await.expect(200).json()["items"].as_array().unwrap().clone()
}

async fn every_answer_holds_it(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    let body = json!({"order_id": order, "name": "tea", "price": "19.99", "quantity": 3});
    let made = app.post("/lines").json(&body).send().await.expect(201).json();
    assert_eq!((&made["amount"], &made["several"], &made["label"]), (&json!("59.97"), &json!(true), &json!("tea x3")));
    let path = format!("/lines/{}", made["id"]);
    let get = app.get(&path).send().await.expect(200);
    assert_eq!(get.json(), made);
    let patch = app.patch(&path).json(&json!({"quantity": 1})).header("If-Match", get.header("etag")).send().await.expect(200);
    assert_eq!((patch.at("/amount"), patch.at("/several")), (json!("19.99"), json!(false)));
    assert_eq!(patch.header("etag"), "\"2\"", "the row has one version, with what is computed from it");
    let same = app.get(&path).header("If-None-Match", patch.header("etag")).send().await;
    same.expect(304);
    assert_eq!(items(&app, "/lines?fields=amount,label").await, [json!({"amount": "19.99", "label": "tea x1"})]);
    let whole = app.get(format!("/orders/{order}?include=lines")).send().await.expect(200);
    assert_eq!(whole.at("/lines/0/amount"), json!("19.99"));
}

async fn nobody_sets_it(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    let body = json!({"order_id": order, "name": "tea", "amount": "1", "several": true});
    let refused = app.post("/lines").json(&body).send().await;
    refused.faults(422, "validation", &["/amount: read_only", "/several: read_only"]);
    let line = line(app.db(), order, "tea", "1", 1, false).await;
    let refused = app.patch(format!("/lines/{line}")).json(&json!({"amount": "1"})).send().await;
    refused.faults(422, "validation", &["/amount: read_only"]);
    let refused = app.patch(format!("/orders/{order}")).json(&json!({"line_count": 1, "total": "3"})).send().await;
    refused.faults(422, "validation", &["/line_count: read_only", "/total: read_only"]);
}

async fn lists_are_filtered_and_sorted_by_it(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    for (name, price, quantity) in [("a", "0.10", 3), ("b", "10", 1), ("c", "9.5", 1), ("d", "-1.25", 2), ("e", "0", 7)] {
        line(app.db(), order, name, price, quantity, false).await;
    }
    let names = async |path: &str| -> Vec<Value> { items(&app, path).await.iter().map(|row| row["name"].clone()).collect() };
    // As numbers, and not as texts.
    assert_eq!(names("/lines?sort=amount").await, ["d", "e", "a", "c", "b"]);
    assert_eq!(names("/lines?sort=-amount&amount__gte=0.3").await, ["b", "c", "a"]);
    assert_eq!(names("/lines?amount=0.30").await, ["a"]);
    assert_eq!(names("/lines?amount__in=0,10.00&sort=name").await, ["b", "e"]);
    assert_eq!(names("/lines?several=true&sort=label").await, ["a", "d", "e"]);
    assert_eq!(names("/lines?label__startswith=c").await, ["c"]);
    // Pages lead there and back.
    let mut path = "/lines?sort=-amount,name&limit=2".to_owned();
    let mut seen = Vec::new();
    let mut last = Value::Null;
    for _ in 0..3 {
        let page = app.get(&path).send().await.expect(200).json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|row| row["name"].clone()));
        path = format!("/lines?sort=-amount,name&limit=2&cursor={}", page["next"].as_str().unwrap_or_default());
        last = page;
    }
    assert_eq!(seen, ["b", "c", "a", "e", "d"]);
    let back = format!("/lines?sort=-amount,name&limit=2&cursor={}", last["prev"].as_str().unwrap());
    assert_eq!(names(&back).await, ["a", "e"]);
}

async fn there_may_be_nothing_to_compute_from(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    let line = line(app.db(), order, "none", "3", 0, false).await;
    let get = app.get(format!("/lines/{line}")).send().await.expect(200);
    assert_eq!((get.at("/each"), get.at("/amount")), (Value::Null, json!("0")));
}

/// What is computed has a type as what is set.
async fn what_no_type_holds_is_refused(backend: Backend) {
    let app = empty(backend).await;
    let order = order(app.db(), "one").await;
    let great = json!({"order_id": order, "name": "great", "price": "999999999999999999", "quantity": 2_147_483_647});
    app.post("/lines").json(&great).send().await.faults(422, "validation", &["/amount: check"]);
    app.post("/boxes").json(&json!({"side": "100000"})).send().await.expect(201);
    app.post("/boxes").json(&json!({"side": "100000000000"})).send().await.expect(422);
    app.post("/boxes").json(&json!({"side": "1", "count": 3_000_000_000_i64})).send().await.expect(422);
    // What SQLite takes for nothing is an error of PostgreSQL, and of whoever sent the zero.
    let by_zero = app.post("/boxes").json(&json!({"side": "1", "count": 0})).send().await;
    match backend {
        Backend::Sqlite => assert_eq!(by_zero.expect(201).at("/share"), Value::Null),
        Backend::Postgres => drop(by_zero.expect(422)),
    }
}
