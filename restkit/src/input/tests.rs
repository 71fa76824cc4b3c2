//! Bodies and parameters against a descriptor written by hand.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    problem::{Location, Problem},
    spec::{
        ColumnSpec, DataType, Generated, Invalid, Json, Kind, Member, Number, ObjectSpec, Operation, Permitted, Policy,
        ResourceSpec, RowRule, Rule, Schema, Shape, TypeMismatch, Value, Visibility,
    },
};

fn create(spec: &ResourceSpec, body: &[u8]) -> Result<Members, Problem> {
    super::create(spec, body, &Permitted::ALL)
}

fn patch(spec: &ResourceSpec, body: &[u8]) -> Result<Members, Problem> {
    super::patch(spec, body, &Permitted::ALL)
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Address {
    #[serde(rename = "a/b~c")]
    street: String,
    floors: Option<Vec<i32>>,
}

impl Schema for Address {
    const SHAPE: Shape = Shape::object(|| &ADDRESS);
}

static ADDRESS: ObjectSpec = ObjectSpec::new(
    "Address",
    "",
    &[
        Member::new::<String>("a/b~c", "").rules(&[Rule::NonBlank]),
        Member::new::<Option<Vec<i32>>>("floors", "").rules(&[
            Rule::Length { min: None, max: Some(2) },
            Rule::Each(&[Rule::Range { min: Some(Number::Integer(0)), max: None }]),
        ]),
    ],
)
.rules(&[|value| if value["a/b~c"] == "nowhere" { Err(Invalid::new("nowhere", "is nowhere").at("a/b~c")) } else { Ok(()) }]);

fn three() -> Value {
    Value::Integer(3)
}

fn user() -> Value {
    Value::Text("user".to_owned())
}

pub(super) const ID: usize = 0;
pub(super) const TITLE: usize = 1;
const NOTE: usize = 2;
pub(super) const PRIORITY: usize = 3;
const ROLE: usize = 4;
const SECRET: usize = 5;
const ADDRESS_COLUMN: usize = 6;
const EXTRA: usize = 7;
pub(super) const DUE: usize = 8;

static COLUMNS: [ColumnSpec; 9] = [
    ColumnSpec::new::<i64>("id").generated(Generated::Key),
    ColumnSpec::new::<String>("title").rules(&[Rule::Length { min: Some(1), max: Some(5) }]).filter().sort(),
    ColumnSpec::new::<Option<String>>("note"),
    ColumnSpec::new::<i16>("priority")
        .rules(&[Rule::Range { min: Some(Number::Integer(1)), max: Some(Number::Integer(5)) }])
        .default(three, true)
        .filter()
        .sort(),
    ColumnSpec::new::<String>("role").visibility(Visibility::ReadOnly).default(user, true),
    ColumnSpec::new::<Option<String>>("secret").visibility(Visibility::WriteOnly).filter(),
    ColumnSpec::new::<Option<Json<Address>>>("address"),
    ColumnSpec::new::<Option<serde_json::Value>>("extra"),
    ColumnSpec::new::<Option<chrono::NaiveDate>>("due").filter(),
];

fn title_and_note_differ(values: &[Value]) -> Result<Result<(), Invalid>, TypeMismatch> {
    Ok(if values[TITLE] == values[NOTE] { Err(Invalid::new("same", "must differ from the title").at("note")) } else { Ok(()) })
}

pub(super) static SPEC: ResourceSpec = ResourceSpec {
    name: "Thing",
    path: "/things",
    table: "things",
    docs: "",
    columns: &COLUMNS,
    keys: &[ID],
    rules: &[RowRule { check: title_and_note_differ }],
    operations: &Operation::ALL,
    read: Policy::Public,
    create: Policy::Public,
    update: Policy::Public,
    delete: Policy::Public,
    page_size: 20,
    max_page_size: 100,
    ..ResourceSpec::USUAL
};

/// The faults as `place: code`.
pub(super) fn faults(problem: &Problem) -> Vec<String> {
    problem
        .faults()
        .iter()
        .map(|fault| match &fault.at {
            Location::Pointer(place) | Location::Parameter(place) | Location::Header(place) => format!("{place}: {}", fault.code),
        })
        .collect()
}

fn refused(body: &str) -> (u16, Vec<String>) {
    let problem = create(&SPEC, body.as_bytes()).unwrap_err();
    (problem.kind().status.as_u16(), faults(&problem))
}

#[test]
fn defaults_are_filled_in() {
    let members = create(&SPEC, br#"{"title":"milk"}"#).unwrap();
    assert_eq!(members[ID], None);
    assert_eq!(members[TITLE], Some(Value::Text("milk".to_owned())));
    assert_eq!(members[NOTE], Some(Value::Null));
    assert_eq!(members[PRIORITY], Some(Value::Integer(3)));
    assert_eq!(members[ROLE], Some(Value::Text("user".to_owned())));
    assert_eq!(members[SECRET], Some(Value::Null));
}

#[test]
fn everything_that_is_wrong_is_in_one_answer() {
    let body = r#"{"id":1,"priority":9,"nope/~":[{"a":1}],"role":"admin","note":"a\u0000b","due":"2023-02-29","address":
        {"a/b~c":" ","floors":[1.0,-1,"x"],"zip":1},"extra":{"x":["\u0000"]}}"#;
    assert_eq!(
        refused(body),
        (
            422,
            [
                "/id: read_only",
                "/priority: range",
                "/nope~1~0: unknown_member",
                "/role: read_only",
                "/note: nul",
                "/due: format",
                "/address/a~1b~0c: blank",
                "/address/floors/1: range",
                "/address/floors/2: type",
                "/address/floors: length",
                "/address/zip: unknown_member",
                "/extra/x/0: nul",
                "/title: required",
            ]
            .map(str::to_owned)
            .to_vec()
        )
    );
}

#[test]
fn rules_wait_for_the_type() {
    assert_eq!(refused(r#"{"title":7,"priority":"x"}"#).1, ["/title: type", "/priority: type"]);
    assert_eq!(refused(r#"{"title":"","note":""}"#).1, ["/title: length"]);
    assert_eq!(refused(r#"{"title":"a","note":"a"}"#).1, ["/note: same"]);
    assert_eq!(refused(r#"{"title":null,"priority":null}"#).1, ["/title: null", "/priority: null"]);
    assert_eq!(refused(r#"{"title":{"a":[1]},"priority":40000}"#).1, ["/title: type", "/priority: out_of_range"]);
}

#[test]
fn nested_values_obey_their_rules() {
    let refused_address = |address: serde_json::Value| refused(&json!({"title": "a", "address": address}).to_string()).1;
    assert_eq!(
        refused_address(json!({"a/b~c": "x", "floors": [1, 2, -3]})),
        ["/address/floors/2: range", "/address/floors: length"]
    );
    assert_eq!(refused_address(json!({"a/b~c": "nowhere"})), ["/address/a~1b~0c: nowhere"]);
    assert_eq!(refused_address(json!([])), ["/address: type"]);
    assert_eq!(refused_address(json!({})), ["/address/a~1b~0c: required"]);
    let members = create(&SPEC, br#"{"title":"a","address":{"a/b~c":"x","floors":[2.0]}}"#).unwrap();
    assert_eq!(members[ADDRESS_COLUMN], Some(Value::Json(json!({"a/b~c": "x", "floors": [2]}))));
}

#[test]
fn bodies_that_are_no_json_are_malformed() {
    for body in [
        "",
        "{",
        "{}x",
        "{\"title\":\"a\"}{}",
        "{\"title\":\"a\",\"title\":\"b\"}",
        "{\"zip\":1,\"zip\":1}",
        "{\"extra\":{\"a\":1,\"a\":2}}",
        "{\"title\":\"\\ud800\"}",
        "{\"zip\":\"\\ud800\"}",
        "{title:1}",
        "{\"title\":NaN}",
        "{\"title\":01}",
    ] {
        assert_eq!(refused(body).0, 400, "{body}");
    }
    assert_eq!(create(&SPEC, b"{\"title\":\"\xff\"}").unwrap_err().kind().status, 400);
    let deep = format!("{{\"extra\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(refused(&deep).0, 400);
    for body in ["[]", "null", "1", "\"a\"", "true", "[{\"title\":\"a\"}]"] {
        assert_eq!(refused(body), (422, vec![": type".to_owned()]), "{body}");
    }
}

#[test]
fn many_faults_under_a_long_name_stay_small() {
    let bytes = |problem: &Problem| faults(problem).iter().map(String::len).sum::<usize>();
    let (name, items) = ("n".repeat(100_000), vec![r#""\u0000""#; 500].join(","));
    let body = format!(r#"{{"title":"milk","extra":{{"a":{{"{name}":[{items}]}}}}}}"#);
    let problem = create(&SPEC, body.as_bytes()).unwrap_err();
    assert_eq!(faults(&problem), vec!["/extra/a: nul"; 500]);
    let unknown: Vec<_> = (0..2_000).map(|n| format!(r#""{}{n:04}":1"#, "ä".repeat(506))).collect();
    let problem = create(&SPEC, format!("{{{}}}", unknown.join(",")).as_bytes()).unwrap_err();
    assert!(problem.faults().len() == 1_000 && bytes(&problem) < 1_100_000, "{}", bytes(&problem));
    let query = vec!["x"; 3_000].join("&");
    assert_eq!(ListReader::new(&SPEC).read(Some(&query), Sight::ALL).unwrap_err().faults().len(), 1_000);
    assert_eq!(no_parameters(Some(&query)).unwrap_err().faults().len(), 1_000);
}

/// JSON readers by serde_json take such a member for the JSON in its text: another value, and deeper than any body may be.
#[test]
fn names_that_serde_json_keeps_for_itself_are_refused() {
    for token in ["$serde_json::private::RawValue", "$serde_json::private::Number"] {
        assert_eq!(refused(&format!(r#"{{"title":"milk","extra":{{"{token}":"[1]"}}}}"#)).1, [format!("/extra/{token}: name")]);
        let nested = format!(r#"{{"title":"milk","extra":[{{"a":{{"{token}":"1"}}}}]}}"#);
        assert_eq!(refused(&nested).1, [format!("/extra/0/a/{token}: name")]);
        assert!(!regex_of_names(token));
    }
    assert!(create(&SPEC, br#"{"title":"milk","extra":{"$serde_json":1}}"#).is_ok() && regex_of_names("$serde_json"));
    let mut map = json!({"$serde_json::private::RawValue": 1});
    let mut faults = Vec::new();
    json::hold(&Shape::Map(&<i32 as Schema>::SHAPE), &[], &mut map, &mut pointer::Pointer::to("map"), &mut faults);
    assert_eq!(faults[0].code, "name");
}

/// Whether the document allows the name; the `regex` crate has no lookahead, so that it is taken apart.
fn regex_of_names(name: &str) -> bool {
    let (ahead, rest) = crate::spec::pattern::MEMBER_NAME.split_once(')').unwrap();
    let not = regex::Regex::new(&format!("^{}", ahead.strip_prefix("^(?!").unwrap())).unwrap();
    !not.is_match(name) && regex::Regex::new(&format!("^{rest}")).unwrap().is_match(name)
}

#[test]
fn a_patch_tells_missing_from_null() {
    let members = patch(&SPEC, br#"{"note":null}"#).unwrap();
    assert_eq!(members[NOTE], Some(Value::Null));
    assert!(members.iter().enumerate().all(|(index, member)| index == NOTE || member.is_none()));
    assert!(patch(&SPEC, b"{}").unwrap().iter().all(Option::is_none));
    assert_eq!(faults(&patch(&SPEC, br#"{"title":null,"id":3}"#).unwrap_err()), ["/title: null", "/id: read_only"]);
}

#[test]
fn free_json_is_null_only_in_the_column() {
    let members = create(&SPEC, br#"{"title":"a","extra":null}"#).unwrap();
    assert_eq!(members[EXTRA], Some(Value::Null));
    let members = create(&SPEC, br#"{"title":"a","extra":[null,1.5]}"#).unwrap();
    assert_eq!(members[EXTRA], Some(Value::Json(json!([null, 1.5]))));
}

#[test]
fn parameters_are_read_by_their_type() {
    let read = |kind, text| parameter(&DataType::new(kind), text);
    assert_eq!(read(Kind::Bool, "true"), Ok(Value::Bool(true)));
    assert_eq!(read(Kind::F64, "-1.5e3"), Ok(Value::Float(-1500.0)));
    assert_eq!(read(Kind::U8, "255"), Ok(Value::Integer(255)));
    for (kind, text) in
        [(Kind::Bool, "1"), (Kind::F64, "inf"), (Kind::F64, " 1"), (Kind::U8, "256"), (Kind::U8, "-1"), (Kind::Text, "a\0")]
    {
        assert!(read(kind, text).is_err(), "{kind:?} {text:?}");
    }
    assert!(no_parameters(None).is_ok() && no_parameters(Some("")).is_ok());
    assert_eq!(faults(&no_parameters(Some("a=1&b")).unwrap_err()), ["a: unknown_parameter", "b: unknown_parameter"]);
}

#[test]
fn patterns_are_compiled_at_start_up() {
    assert_eq!(prepare(&SPEC), Ok(()));
}

proptest! {
    #[test]
    fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = create(&SPEC, &body);
        let _ = patch(&SPEC, &body);
        if let Ok(query) = std::str::from_utf8(&body) {
            let _ = ListReader::new(&SPEC).read(Some(query), Sight::ALL);
        }
    }

    #[test]
    fn nearly_json_does_not_panic(body in "[{}\\[\\]:,\"a-z0-9.e\\\\u \\-]{0,60}") {
        let _ = create(&SPEC, body.as_bytes());
        let _ = create(&SPEC, format!("{{\"title\":{body}}}").as_bytes());
        let _ = patch(&SPEC, format!("{{\"extra\":{body}}}").as_bytes());
    }

    #[test]
    fn what_is_valid_keeps_its_value(title in "[^\\x00]{1,5}", note in proptest::option::of("[^\\x00]{6,20}"), priority in 1_i64..=5, due in 0_i32..700_000) {
        let due = chrono::NaiveDate::from_num_days_from_ce_opt(due).unwrap();
        let body = json!({"title": title, "note": note, "priority": priority, "due": due.to_string()});
        let members = create(&SPEC, body.to_string().as_bytes()).unwrap();
        prop_assert_eq!(&members[TITLE], &Some(Value::Text(title)));
        prop_assert_eq!(&members[NOTE], &Some(note.map_or(Value::Null, Value::Text)));
        prop_assert_eq!(&members[PRIORITY], &Some(Value::Integer(priority)));
        prop_assert_eq!(&members[DUE], &Some(Value::Date(due)));
    }
}
