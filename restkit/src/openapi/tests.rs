//! The document of resources that have one column of every kind.

use expect_test::expect_file;
use serde_json::{Value as JsonValue, json};

use super::document;
use crate::spec::*;

mod everything;

use everything::{ALL, SPARE, THING};

fn generated(mounts: &[Mount]) -> JsonValue {
    let info = ApiInfo { description: "Everything that a document can hold.".to_owned(), ..ApiInfo::new("Everything", "1.0.0") };
    serde_json::to_value(document(&info, mounts)).unwrap()
}

fn mount(path: &str, resource: &'static ResourceSpec) -> Mount {
    Mount { path: path.to_owned(), resource }
}

#[test]
fn the_document_of_everything() {
    let mounts: Vec<Mount> = ALL.iter().map(|resource| mount(&format!("/api{}", resource.path), resource)).collect();
    let info = ApiInfo { description: "Everything that a document can hold.".to_owned(), ..ApiInfo::new("Everything", "1.0.0") };
    let mut text = document(&info, &mounts).to_pretty_json().unwrap();
    text.push('\n');
    expect_file!["tests/everything.json"].assert_eq(&text);
    assert_eq!(text, document(&info, &mounts).to_pretty_json().unwrap() + "\n");
}

#[test]
fn the_version_is_3_1() {
    assert_eq!(generated(&[])["openapi"], "3.1.0");
}

#[test]
fn one_resource_at_two_places_keeps_its_schemas_and_tells_its_operations_apart() {
    let document = generated(&[mount("/v1/things", &THING), mount("/v2/things", &THING)]);
    assert_eq!(document["paths"]["/v1/things"]["get"]["operationId"], "listThings");
    assert_eq!(document["paths"]["/v2/things"]["get"]["operationId"], "listThings2");
    assert_eq!(document["paths"]["/v2/things"]["get"]["tags"], json!(["Things2"]));
    assert!(document["components"]["schemas"].get("Thing2").is_none());
}

#[test]
fn a_removal_conflicts_only_where_others_refer() {
    let alone = generated(&[mount("/spares", &SPARE)]);
    assert!(alone["paths"]["/spares/{id}"]["delete"]["responses"].get("409").is_none());
    let referred = generated(&[mount("/spares", &SPARE), mount("/things", &THING)]);
    assert!(referred["paths"]["/spares/{id}"]["delete"]["responses"].get("409").is_some());
}

#[test]
fn public_operations_take_credentials_and_need_none() {
    let document = generated(&[mount("/spares", &SPARE)]);
    assert_eq!(document["paths"]["/spares"]["get"]["security"], json!([{}, { "bearer": [] }]));
    assert_eq!(document["paths"]["/spares"]["post"]["security"], json!([{ "bearer": [] }]));
}

#[test]
fn what_no_operation_uses_is_left_out() {
    let document = generated(&[mount("/spares", &SPARE)]);
    let text = document.to_string();
    for part in ["schemas", "responses", "headers"] {
        for name in document["components"][part].as_object().unwrap().keys() {
            assert!(text.contains(&format!("#/components/{part}/{name}\"")), "{part}/{name}");
        }
    }
}
