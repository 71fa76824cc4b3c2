//! What the database holds rows to.

use restkit_tests::{database::Backend, on_both};
use serde_json::{Value, json};

use super::{Label, Line, Note, Order, Part, Seal, get, note, orders, started};
use restkit::{Resource as _, schema};

on_both!(
    a_row_that_is_not_there_is_named_by_its_members,
    rows_go_stay_or_lead_nowhere_with_the_one_they_refer_to,
    a_row_that_others_refer_to_stays,
    tables_are_as_declared,
);

async fn a_row_that_is_not_there_is_named_by_its_members(backend: Backend) {
    let app = orders(backend).await;
    let both = ["/order_id: reference", "/line_no: reference"];
    // Each part is there by itself, and not together.
    let new = json!({"order_id": 2, "line_no": 2, "text": "x"});
    app.post("/notes").json(&new).send().await.faults(409, "conflict", &both);
    let new = json!({"order_id": 9, "line_no": null, "text": "x"});
    app.post("/notes").json(&new).send().await.faults(409, "conflict", &["/order_id: reference"]);

    let id = note(&app, 1, Some(2), "x").await;
    let patch = async |body: Value| app.patch(format!("/notes/{id}")).json(&body).send().await;
    // What is not in the body is as the row has it.
    patch(json!({"line_no": 9})).await.faults(409, "conflict", &both);
    patch(json!({"order_id": 2})).await.faults(409, "conflict", &both);
    patch(json!({"order_id": 2, "line_no": 9})).await.faults(409, "conflict", &both);
    patch(json!({"order_id": 2, "line_no": 1})).await.expect(200);
    patch(json!({"line_no": null})).await.expect(200);
    patch(json!({"order_id": 1})).await.expect(200);
    patch(json!({"line_no": 9})).await.faults(409, "conflict", &both);
}

async fn rows_go_stay_or_lead_nowhere_with_the_one_they_refer_to(backend: Backend) {
    let app = orders(backend).await;
    note(&app, 1, Some(1), "gone").await;
    let kept = note(&app, 1, None, "kept").await;
    let label = json!({"order_id": 1, "line_no": 1, "color": "red"});
    let label = app.post("/labels").json(&label).send().await.expect(201).header("location");
    app.delete("/lines/1/1").send().await.expect(204);
    let notes = get(&app, "/notes").await;
    assert_eq!((notes["items"].as_array().unwrap().len(), &notes["items"][0]["id"]), (1, &json!(kept)));
    let label = get(&app, &label).await;
    assert_eq!((&label["order_id"], &label["line_no"], &label["color"]), (&Value::Null, &Value::Null, &json!("red")));
}

async fn a_row_that_others_refer_to_stays(backend: Backend) {
    let app = started(backend).await;
    app.post("/parts").json(&json!({"series": "a", "number": 1, "ofSeries": null, "ofNumber": null})).send().await.expect(201);
    let inside = json!({"series": "a", "number": 2, "ofSeries": "a", "ofNumber": 1});
    app.post("/parts").json(&inside).send().await.expect(201);
    app.delete("/parts/a/1").send().await.problem(409, "conflict");
    let unknown = json!({"series": "a", "number": 3, "ofSeries": "a", "ofNumber": 7});
    let faults = ["/ofSeries: reference", "/ofNumber: reference"];
    app.post("/parts").json(&unknown).send().await.faults(409, "conflict", &faults);
    app.delete("/parts/a/2").send().await.expect(204);
    app.delete("/parts/a/1").send().await.expect(204);
}

async fn tables_are_as_declared(backend: Backend) {
    let app = started(backend).await;
    let resources = [Order::spec(), Line::spec(), Note::spec(), Label::spec(), Part::spec(), Seal::spec()];
    let declared = schema::declared(&resources, app.db().dialect());
    let drift = schema::drift(app.db(), &declared).await.unwrap();
    assert_eq!((drift.to_string(), drift.undeclared), (String::new(), Vec::new()));
    let notes = declared.tables.iter().find(|table| table.name.name == "notes").unwrap();
    let keys: Vec<_> = notes.foreign_keys.iter().map(|key| (key.name.as_str(), key.columns.join(","))).collect();
    assert_eq!(
        keys,
        [("notes_order_id_fkey", "order_id".to_owned()), ("notes_order_id_line_no_fkey", "order_id,line_no".to_owned()),]
    );
    let indexes: Vec<_> = notes.indexes.iter().map(|index| index.name.as_str()).collect();
    assert!(indexes.contains(&"notes_order_id_line_no_idx"), "{indexes:?}");
    // What is unique has an index already.
    let labels = declared.tables.iter().find(|table| table.name.name == "labels").unwrap();
    assert!(labels.indexes.iter().all(|index| index.name != "labels_order_id_line_no_idx"), "{:?}", labels.indexes);
}
