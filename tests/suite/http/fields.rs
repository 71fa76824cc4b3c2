//! `fields`: answers with some of their members, for which nothing else is read.

use restkit::{prelude::*, testing};
use restkit_tests::{database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{TASKS, app_of, column, started_todo, task};

on_both!(
    a_list_shows_the_members_that_are_named,
    pages_go_on_by_what_is_not_shown,
    a_row_shows_the_members_that_are_named,
    what_cannot_be_read_cannot_be_named,
    the_tag_is_that_of_the_row,
    only_these_columns_are_read,
);

/// Columns that are packed on SQLite, and columns that are not.
#[resource(path = "/parcels", page_size = 2)]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Parcel {
    #[resource(id)]
    id: i64,
    #[resource(filter, sort)]
    label: String,
    #[resource(sort)]
    weight: Option<f64>,
    #[resource(sort)]
    stamp: Option<i32>,
    seal: Option<Vec<u8>>,
    notes: Json<Vec<String>>,
    #[resource(write_only)]
    secret: String,
}

const PARCELS: &str = "/api/v1/parcels";

fn parcel(n: i32) -> Value {
    json!({
        "label": format!("p{n}"), "weight": f64::from(n) / 2.0, "stamp": (n % 2 == 0).then_some(n), "seal": "AAEC",
        "notes": ["a", "\"b\""], "secret": "s",
    })
}

async fn a_list_shows_the_members_that_are_named(backend: Backend) {
    let app = app_of::<Parcel>(backend).start().await;
    app.post(PARCELS).json(&parcel(1)).send().await.expect(201);
    for (fields, expected) in [
        ("id", r#"{"id":1}"#),
        ("label,id", r#"{"id":1,"label":"p1"}"#),
        ("weight", r#"{"weight":0.5}"#),
        ("seal,weight", r#"{"weight":0.5,"seal":"AAEC"}"#),
        ("stamp,weight,label", r#"{"label":"p1","weight":0.5,"stamp":null}"#),
        ("label,label", r#"{"label":"p1"}"#),
        ("id%2Clabel", r#"{"id":1,"label":"p1"}"#),
    ] {
        for sort in ["", "&sort=-stamp", "&sort=weight,label"] {
            let list = app.get(format!("{PARCELS}?fields={fields}{sort}")).send().await.expect(200);
            assert_eq!(list.text(), format!(r#"{{"items":[{expected}],"next":null,"prev":null}}"#), "{fields}{sort}");
        }
        let row = app.get(format!("{PARCELS}/1?fields={fields}")).send().await.expect(200);
        assert_eq!(row.text(), expected, "{fields}");
    }
}

async fn pages_go_on_by_what_is_not_shown(backend: Backend) {
    let app = app_of::<Parcel>(backend).start().await;
    for n in 0..7 {
        app.post(PARCELS).json(&parcel(n)).send().await.expect(201);
    }
    for sort in ["id", "-weight", "stamp", "-stamp,label", "label"] {
        let whole = app.get(format!("{PARCELS}?sort={sort}&limit=50")).send().await.expect(200).json();
        for fields in ["label", "weight", "notes,label"] {
            let (mut seen, mut query) = (Vec::new(), String::new());
            loop {
                let page = app.get(format!("{PARCELS}?sort={sort}&fields={fields}{query}")).send().await.expect(200).json();
                seen.extend(page["items"].as_array().unwrap().clone());
                let Some(next) = page["next"].as_str() else { break };
                query = format!("&cursor={next}");
            }
            let expected: Vec<Value> = whole["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    fields.split(',').map(|name| (name.to_owned(), row[name].clone())).collect::<serde_json::Map<_, _>>().into()
                })
                .collect();
            assert_eq!(seen, expected, "{sort} {fields}");
        }
    }
    // A cursor is one of the list, whatever its answers show.
    let next = app.get(format!("{PARCELS}?fields=id")).send().await.expect(200).at("/next");
    let page = app.get(format!("{PARCELS}?cursor={}", next.as_str().unwrap())).send().await.expect(200).json();
    assert_eq!(column(&page, "label"), ["p2", "p3"]);
}

async fn a_row_shows_the_members_that_are_named(backend: Backend) {
    let app = started_todo(backend).await;
    let made = task(&app, 1, json!({"title": "Milk"})).await;
    let path = format!("{TASKS}/{}", made["id"]);
    let row = app.get(format!("{path}?fields=status,title")).as_user(1).send().await.expect(200);
    assert_eq!(row.json(), json!({"title": "Milk", "status": "todo"}));
    // A row of somebody else is none, whatever is asked of it.
    app.get(format!("{path}?fields=title")).as_user(2).send().await.problem(404, "not_found");
    let other = app.get(format!("{path}?fields=title&limit=1&fields=id")).as_user(1).send().await;
    other.faults(400, "invalid_parameter", &["limit: unknown_parameter", "fields: repeated_parameter"]);
}

async fn what_cannot_be_read_cannot_be_named(backend: Backend) {
    let app = app_of::<Parcel>(backend).start().await;
    app.post(PARCELS).json(&parcel(1)).send().await.expect(201);
    for path in [PARCELS.to_owned(), format!("{PARCELS}/1")] {
        for name in ["secret", "nonsense", "", "row_version", "ID", "id,", "*"] {
            let answer = app.get(format!("{path}?fields={name}")).send().await;
            answer.faults(400, "invalid_parameter", &["fields: unknown_field"]);
        }
        let answer = app.get(format!("{path}?fields=a,id,b")).send().await;
        answer.faults(400, "invalid_parameter", &["fields: unknown_field", "fields: unknown_field"]);
    }
}

async fn the_tag_is_that_of_the_row(backend: Backend) {
    let app = app_of::<Parcel>(backend).start().await;
    app.post(PARCELS).json(&parcel(1)).send().await.expect(201);
    let path = format!("{PARCELS}/1");
    let part = app.get(format!("{path}?fields=label")).send().await.expect(200);
    let tag = part.header("etag");
    assert_eq!(app.get(&path).send().await.expect(200).header("etag"), tag);
    app.get(format!("{path}?fields=label")).header("if-none-match", &tag).send().await.expect(304);
    app.patch(&path).header("if-match", &tag).json(&json!({"label": "p2"})).send().await.expect(200);
    app.get(format!("{path}?fields=label")).header("if-none-match", &tag).send().await.expect(200);
}

/// What the statement of a list selects.
fn selected(statement: &str) -> &str {
    statement.strip_prefix("SELECT ").and_then(|rest| rest.split_once(" FROM ")).map_or(statement, |(columns, _)| columns)
}

async fn only_these_columns_are_read(backend: Backend) {
    let on = match backend {
        Backend::Sqlite => testing::Backend::Memory,
        Backend::Postgres => testing::Backend::postgres(restkit_tests::postgres::shared().expect("a cluster").url("postgres")),
    };
    let app = testing::TestApp::on(on, App::new("Fields", "1").mount("/api/v1", Parcel::routes())).await;
    app.post(PARCELS).json(parcel(1)).await.expect_status(201);
    let sqlite = backend == Backend::Sqlite;
    for (query, packed, plain) in [
        ("?fields=id,label", r#"json_array("id", "label") AS "packed""#, r#""id", "label""#),
        ("?fields=label", r#"json_array("id", "label") AS "packed""#, r#""id", "label""#),
        ("?fields=seal", r#""id", "seal""#, r#""id", "seal""#),
        ("?fields=id&sort=-weight", r#""id", "weight""#, r#""id", "weight""#),
        ("/1?fields=label", r#""label", "row_version""#, r#""label", "row_version""#),
        ("/1?fields=seal,id", r#""id", "seal", "row_version""#, r#""id", "seal", "row_version""#),
    ] {
        let answer = app.get(format!("{PARCELS}{query}")).await.expect_status(200);
        let [statement] = answer.statements() else { panic!("{:?}", answer.statements()) };
        assert_eq!(selected(statement), if sqlite { packed } else { plain }, "{query}");
    }
}
