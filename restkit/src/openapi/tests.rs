//! The document of resources that have one column of every kind.

use expect_test::expect_file;
use serde_json::{Value as JsonValue, json};

use super::document;
use crate::spec::*;

mod everything;

use everything::{ALL, SPARE, THING};

fn generated(mounts: &[Mount]) -> JsonValue {
    let info = ApiInfo { description: "Everything that a document can hold.".to_owned(), ..ApiInfo::new("Everything", "1.0.0") };
    serde_json::to_value(document(&info, mounts, &[])).unwrap()
}

fn mount(path: &str, resource: &'static ResourceSpec) -> Mount {
    Mount { path: path.to_owned(), resource }
}

#[test]
fn the_document_of_everything() {
    let mounts: Vec<Mount> = ALL.iter().map(|resource| mount(&format!("/api{}", resource.path), resource)).collect();
    let info = ApiInfo { description: "Everything that a document can hold.".to_owned(), ..ApiInfo::new("Everything", "1.0.0") };
    let mut text = document(&info, &mounts, &[]).to_pretty_json().unwrap();
    text.push('\n');
    expect_file!["tests/everything.json"].assert_eq(&text);
    assert_eq!(text, document(&info, &mounts, &[]).to_pretty_json().unwrap() + "\n");
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

#[test]
fn examples_are_accepted() {
    for resource in ALL {
        let create = super::bodies::create_example(resource, &[]).unwrap();
        crate::input::create(resource, create.to_string().as_bytes(), &Permitted::ALL).unwrap();
        let patch = super::bodies::patch_example(resource).unwrap();
        crate::input::patch(resource, patch.to_string().as_bytes(), &Permitted::ALL).unwrap();
    }
}

#[test]
fn what_has_no_valid_example_has_none() {
    fn never(_: &Value) -> Result<(), Invalid> {
        Err(Invalid::new("no", "no value passes"))
    }
    let example =
        |data_type: DataType, rules: &[Rule]| super::examples::scalar(&super::facets::Facets::new(&data_type, rules), "name");
    let text = DataType::new(Kind::Text);
    assert_eq!(example(text, &[Rule::Custom(never)]), None);
    assert_eq!(example(text, &[Rule::Length { min: Some(100_000_000_000), max: None }]), None);
    assert_eq!(example(text, &[Rule::Pattern("^a{3}$"), Rule::Length { min: None, max: Some(2) }]), None);
    assert_eq!(example(text, &[Rule::Length { min: Some(12), max: Some(12) }]), Some(json!("Name Name Na")));
    assert_eq!(example(text, &[Rule::Length { min: None, max: Some(2) }]), Some(json!("Na")));
    let fraction = Rule::Range { min: Some(Number::Float(0.2)), max: Some(Number::Float(0.8)) };
    assert_eq!(example(DataType::new(Kind::I32), &[fraction]), None);
    assert_eq!(example(DataType::new(Kind::I32), &[Rule::Range { min: Some(Number::Float(6.5)), max: None }]), Some(json!(7)));
}
