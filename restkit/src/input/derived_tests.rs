//! What the derives make, at work.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::{
    decode,
    model_tests::{comes_back, faults, written},
};
use crate::prelude::{Column, ColumnEnum, Decimal, Input, Invalid, NaiveDate, Output, Patch};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
enum Size {
    Small,
    Large,
}

#[derive(Clone, Debug, PartialEq, Column)]
#[validate(email)]
struct Email(String);

#[derive(Clone, Debug, PartialEq, Input, Output)]
#[serde(rename_all = "camelCase")]
#[validate(custom(in_order))]
struct Trip {
    size: Size,
    contact_at: Option<Email>,
    #[validate(length(max = 3))]
    ticket: Vec<u8>,
    #[validate(length(min = 1), each(range(min = 1, max = 5), custom(not_four)))]
    numbers: Vec<i32>,
    #[serde(default)]
    stops: Vec<Self>,
    fares: BTreeMap<String, Decimal>,
    #[validate(custom(not_in_1999))]
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

fn in_order(trip: &Trip) -> Result<(), Invalid> {
    if trip.from > trip.to { Err(Invalid::new("order", "must not be before `from`").at("to")) } else { Ok(()) }
}

fn not_four(number: &i32) -> Result<(), Invalid> {
    if *number == 4 { Err(Invalid::new("four", "must not be 4")) } else { Ok(()) }
}

fn not_in_1999(date: &NaiveDate) -> Result<(), Invalid> {
    use chrono::Datelike as _;
    if date.year() == 1999 { Err(Invalid::new("year", "must not be in 1999")) } else { Ok(()) }
}

fn trip() -> Trip {
    Trip {
        size: Size::Large,
        contact_at: Some(Email("ada@example.com".to_owned())),
        ticket: vec![1, 2, 3],
        numbers: vec![1],
        stops: Vec::new(),
        fares: BTreeMap::new(),
        from: NaiveDate::from_ymd_opt(2026, 1, 1),
        to: NaiveDate::from_ymd_opt(2026, 1, 2),
    }
}

fn refused<T: Input + std::fmt::Debug>(body: &serde_json::Value) -> Vec<String> {
    faults(&decode::<T>(body.to_string().as_bytes()).unwrap_err())
}

#[test]
fn a_model_is_read_and_written() {
    let outer = Trip { stops: vec![trip(), trip()], contact_at: None, ..trip() };
    comes_back(&outer);
    assert_eq!(
        written(&Trip { to: None, from: None, ..trip() }),
        r#"{"size":"large","contactAt":"ada@example.com","ticket":"AQID","numbers":[1],"stops":[],"fares":{},"from":null,"to":null}"#
    );
}

#[test]
fn every_fault_is_told_at_its_place() {
    let body = json!({
        "size": "huge", "contactAt": "ada", "ticket": "AAAAAAA=", "numbers": [0, 4, "x"], "fares": {"a": 1}, "from": "1999-01-01",
        "stops": [{"size": "small"}], "extra": 1,
    });
    assert_eq!(
        refused::<Trip>(&body),
        [
            "pointer /contactAt: email",
            "pointer /extra: unknown_member",
            "pointer /fares/a: type",
            "pointer /from: year",
            "pointer /numbers/0: range",
            "pointer /numbers/1: four",
            "pointer /numbers/2: type",
            "pointer /size: one_of",
            "pointer /stops/0/ticket: required",
            "pointer /stops/0/numbers: required",
            "pointer /stops/0/fares: required",
            "pointer /ticket: length",
        ]
    );
    let mut right = serde_json::from_str::<serde_json::Value>(&written(&trip())).unwrap();
    right["to"] = json!("2025-12-31");
    right["numbers"] = json!([]);
    assert_eq!(refused::<Trip>(&right), ["pointer /numbers: length"]);
    right["numbers"] = json!([5, 4, 6]);
    assert_eq!(refused::<Trip>(&right), ["pointer /numbers/1: four", "pointer /numbers/2: range"]);
    right["numbers"] = json!([5]);
    assert_eq!(refused::<Trip>(&right), ["pointer /to: order"]);
}

fn twenty() -> u32 {
    20
}

#[derive(Debug, PartialEq, Input)]
#[input(open)]
struct Search {
    #[input(default = "all")]
    q: String,
    #[input(default = 5 + 5)]
    limit: u32,
    #[serde(default = "twenty")]
    most: u32,
    since: Patch<NaiveDate>,
    until: Patch<Option<String>>,
}

#[derive(Debug, PartialEq, Input, Output)]
#[serde(default)]
struct Settings {
    colour: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<Size>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { colour: "red".to_owned(), size: Some(Size::Small) }
    }
}

#[test]
fn what_is_missing_has_a_default() {
    let search: Search = decode(br#"{"until":null,"unknown":1}"#).unwrap();
    let expected = Search { q: "all".to_owned(), limit: 10, most: 20, since: Patch::Missing, until: Patch::Value(None) };
    assert_eq!(search, expected);
    assert_eq!(refused::<Search>(&json!({"since": null, "x": "\0"})), ["pointer /since: null", "pointer /x: nul"]);
    assert_eq!(
        decode::<Settings>(br#"{"colour":"blue"}"#).unwrap(),
        Settings { colour: "blue".to_owned(), size: Some(Size::Small) }
    );
    assert_eq!(written(&Settings { size: None, ..Settings::default() }), r#"{"colour":"red"}"#);
}

#[derive(Clone, Debug, PartialEq, Input)]
#[input(partial = "UserPatch")]
struct User {
    id: i64,
    #[validate(non_blank)]
    name: String,
    #[input(default = 3)]
    level: i32,
    note: Option<String>,
}

#[derive(Debug, PartialEq, Output)]
#[output(from = User)]
struct Card {
    #[output(with = label)]
    label: String,
    id: i64,
    note: Option<String>,
}

fn label(user: &User) -> String {
    format!("{} ({})", user.name, user.id)
}

#[test]
fn a_partial_model_changes_what_is_there() {
    let mut user = decode::<User>(br#"{"id":1,"name":"Ada","note":"x"}"#).unwrap();
    assert_eq!(user.level, 3);
    decode::<UserPatch>(b"{}").unwrap().apply(&mut user);
    assert_eq!(user, User { id: 1, name: "Ada".to_owned(), level: 3, note: Some("x".to_owned()) });
    decode::<UserPatch>(br#"{"name":"Bob","note":null}"#).unwrap().apply(&mut user);
    assert_eq!(user, User { id: 1, name: "Bob".to_owned(), level: 3, note: None });
    assert_eq!(refused::<User>(&json!({"name": " "})), ["pointer /name: blank", "pointer /id: required"]);
    assert_eq!(
        faults(&decode::<UserPatch>(br#"{"name":" ","id":null}"#).map(drop).unwrap_err()),
        ["pointer /id: null", "pointer /name: blank",]
    );
    assert!(UserPatch::default().name.is_missing());
    assert_eq!(written(&Card::from(&user)), r#"{"label":"Bob (1)","id":1,"note":null}"#);
    assert_eq!(Card::from(user.clone()), Card::from(&user));
}

#[derive(Clone, Debug, PartialEq, Input, Output)]
struct Plastic {
    #[validate(length(min = 2))]
    number: String,
}

#[derive(Clone, Debug, PartialEq, Input, Output)]
struct Empty {}

#[derive(Clone, Debug, PartialEq, Input, Output)]
#[serde(tag = "type", rename_all = "snake_case")]
#[validate(custom(payable))]
enum Payment {
    Plastic(Plastic),
    #[serde(rename_all = "camelCase")]
    Invoice {
        billed_to: String,
        #[input(default)]
        due: Option<NaiveDate>,
    },
    InCash,
    Nothing(Empty),
}

fn payable(payment: &Payment) -> Result<(), Invalid> {
    match payment {
        Payment::Invoice { billed_to, .. } if billed_to == "nobody" => Err(Invalid::new("nobody", "is nobody").at("billedTo")),
        _ => Ok(()),
    }
}

#[derive(Clone, Debug, PartialEq, Input, Output)]
#[serde(tag = "kind", content = "data")]
enum Message {
    Text(String),
    Many(Vec<Message>),
    Perhaps(Option<i32>),
    Place { latitude: f64, longitude: f64 },
    Ping,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Input, Output)]
struct Nothing;

#[derive(Clone, Debug, PartialEq, Input, Output)]
struct Payments(Vec<Payment>);

#[test]
fn a_tag_tells_variants_apart() {
    let all = Payments(vec![
        Payment::Plastic(Plastic { number: "12".to_owned() }),
        Payment::Invoice { billed_to: "Ada".to_owned(), due: NaiveDate::from_ymd_opt(2026, 11, 21) },
        Payment::InCash,
        Payment::Nothing(Empty {}),
    ]);
    comes_back(&all);
    assert_eq!(
        written(&all),
        r#"[{"type":"plastic","number":"12"},{"type":"invoice","billedTo":"Ada","due":"2026-11-21"},{"type":"in_cash"},{"type":"nothing"}]"#
    );
    let messages = vec![
        Message::Text("hi".to_owned()),
        Message::Many(vec![Message::Ping, Message::Place { latitude: 1.5, longitude: -2.0 }]),
        Message::Perhaps(None),
    ];
    comes_back(&messages);
    assert_eq!(
        written(&messages),
        r#"[{"kind":"Text","data":"hi"},{"kind":"Many","data":[{"kind":"Ping"},{"kind":"Place","data":{"latitude":1.5,"longitude":-2.0}}]},{"kind":"Perhaps","data":null}]"#
    );
    assert_eq!(decode::<Message>(br#"{"kind":"Perhaps"}"#).unwrap(), Message::Perhaps(None));
    comes_back(&Nothing);
    assert_eq!(written(&Nothing), "{}");
}

#[test]
fn a_wrong_variant_is_told_at_the_tag() {
    let body = json!([
        {"type": "gold"}, {"type": 3}, {"number": "1"}, 5, {"type": "plastic", "number": "1"}, {"type": "plastic", "billedTo": "x"},
        {"type": "in_cash", "number": "1"}, {"type": "invoice", "billedTo": "nobody"},
    ]);
    assert_eq!(
        refused::<Payments>(&body),
        [
            "pointer /0/type: one_of",
            "pointer /1/type: type",
            "pointer /2/type: required",
            "pointer /3: type",
            "pointer /4/number: length",
            "pointer /5/billedTo: unknown_member",
            "pointer /5/number: required",
            "pointer /6/number: unknown_member",
            "pointer /7/billedTo: nobody",
        ]
    );
    let body = json!([{"kind": "Text"}, {"kind": "Ping", "data": 1}, {"kind": "Place", "data": {"latitude": "x"}, "more": 1}]);
    assert_eq!(
        refused::<Vec<Message>>(&body),
        [
            "pointer /0/data: required",
            "pointer /1/data: unknown_member",
            "pointer /2/more: unknown_member",
            "pointer /2/data/latitude: type",
            "pointer /2/data/longitude: required",
        ]
    );
}

fn messages() -> impl Strategy<Value = Message> {
    let leaf = prop_oneof![
        "[^\\x00]{0,9}".prop_map(Message::Text),
        any::<Option<i32>>().prop_map(Message::Perhaps),
        (prop::num::f64::NORMAL, prop::num::f64::ZERO).prop_map(|(latitude, longitude)| Message::Place { latitude, longitude }),
        Just(Message::Ping),
    ];
    leaf.prop_recursive(4, 30, 5, |inner| prop::collection::vec(inner, 0..5).prop_map(Message::Many))
}

proptest! {
    #[test]
    fn what_a_model_writes_it_reads_back(message in messages(), colour in "[^\\x00]{0,9}", small in any::<bool>()) {
        comes_back(&message);
        comes_back(&Settings { colour, size: Some(if small { Size::Small } else { Size::Large }) });
    }

    #[test]
    fn no_body_panics(body in "[{}\\[\\]:,\"a-z0-9.]{0,40}") {
        let _ = decode::<Payments>(body.as_bytes());
        let _ = decode::<Message>(format!(r#"{{"kind":"Place","data":{body}}}"#).as_bytes());
        let _ = decode::<Trip>(body.as_bytes());
    }
}
