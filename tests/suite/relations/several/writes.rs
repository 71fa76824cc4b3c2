//! Rows below another one, and rows that are made with it.

use restkit_tests::{database::Backend, on_both};
use serde_json::{Value, json};

use super::{each, get, note, orders};

on_both!(
    rows_have_a_path_below_the_other,
    new_rows_belong_to_the_one_above,
    rows_are_made_together,
    answers_include_what_a_row_leads_to,
    the_document_says_it,
);

async fn rows_have_a_path_below_the_other(backend: Backend) {
    let app = orders(backend).await;
    for (order, line, text) in [(1, 1, "a"), (1, 2, "b"), (2, 1, "c"), (1, 1, "d")] {
        note(&app, order, Some(line), text).await;
    }
    assert_eq!(each(&get(&app, "/lines/1/1/notes").await["items"], "text"), ["a", "d"]);
    let page = app.get("/lines/1/1/notes?limit=1&sort=-text&include=line").send().await.expect(200);
    let link = page.header("link");
    assert!(link.starts_with("</lines/1/1/notes?limit=1&sort=-text&include=line&cursor="), "{link}");
    assert_eq!(page.json()["items"][0]["line"]["product"], "pen");
    for path in
        ["/lines/1/9/notes", "/lines/9/1/notes", "/lines/1/x/notes", "/lines/1/01/notes", "/lines/1/notes", "/lines/1/1/x"]
    {
        app.get(path).send().await.problem(404, "not_found");
    }
    app.request(http::Method::OPTIONS, "/lines/1/1/notes").send().await.expect(204);
}

async fn new_rows_belong_to_the_one_above(backend: Backend) {
    let app = orders(backend).await;
    let made = app.post("/lines/1/2/notes").json(&json!({"text": "a"})).send().await.expect(201);
    assert_eq!(
        (made.header("location"), made.json()),
        ("/notes/1".to_owned(), json!({"id": 1, "order_id": 1, "line_no": 2, "text": "a"}))
    );
    let said = json!({"text": "a", "order_id": 1, "line_no": 2});
    let faults = ["/order_id: read_only", "/line_no: read_only"];
    app.post("/lines/1/2/notes").json(&said).send().await.faults(422, "validation", &faults);
    app.post("/lines/1/7/notes").json(&json!({"text": "a"})).send().await.problem(404, "not_found");
}

async fn rows_are_made_together(backend: Backend) {
    let app = orders(backend).await;
    let line = json!({"order_id": 2, "line_no": 7, "product": "cup", "notes": [{"text": "a"}, {"text": "b"}]});
    let made = app.post("/lines?include=notes").json(&line).send().await.expect(201);
    assert_eq!(made.header("location"), "/lines/2/7");
    let notes = &made.json()["notes"];
    assert_eq!(
        (each(notes, "text").concat(), &notes[0]["order_id"], &notes[0]["line_no"]),
        ("ba".to_owned(), &json!(2), &json!(7))
    );
    let wrong = json!({"order_id": 2, "line_no": 8, "product": "cup", "notes": [{"text": "a", "line_no": 8}]});
    app.post("/lines").json(&wrong).send().await.faults(422, "validation", &["/notes/0/line_no: read_only"]);
}

async fn answers_include_what_a_row_leads_to(backend: Backend) {
    let app = orders(backend).await;
    let made = app.post("/notes?include=line").json(&json!({"order_id": 1, "line_no": 1, "text": "a"})).send().await.expect(201);
    assert_eq!(made.json()["line"]["product"], "pen");
    let moved = app.patch("/notes/1?include=line").json(&json!({"line_no": 2})).send().await.expect(200).json();
    assert_eq!(moved["line"]["product"], "ink");
    let off = app.patch("/notes/1?include=line").json(&json!({"line_no": null})).send().await.expect(200).json();
    assert_eq!(off["line"], Value::Null);
}

async fn the_document_says_it(backend: Backend) {
    let app = orders(backend).await;
    let document = get(&app, "/openapi.json").await;
    let below = &document["paths"]["/lines/{order_id}/{line_no}/notes"];
    let path: Vec<_> = below["get"]["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "path").collect();
    assert_eq!(path.iter().map(|one| &one["name"]).collect::<Vec<_>>(), ["order_id", "line_no"]);
    let schemas = &document["components"]["schemas"];
    let members = |name: &str| schemas[name]["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(members("LineNoteCreate"), ["text"]);
    assert_eq!(members("NoteCreate"), ["line_no", "order_id", "text"]);
    assert_eq!(schemas["Note"]["properties"]["line"]["anyOf"][0]["$ref"], "#/components/schemas/Line");
    let conflict = &document["paths"]["/labels"]["post"]["responses"]["409"];
    assert!(conflict.is_object(), "{conflict}");
}
