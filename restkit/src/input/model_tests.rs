use std::{borrow::Cow, collections::BTreeMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value as JsonValue, json};
use uuid::Uuid;

use super::{Place, decode, fields, refuse};
use crate::{
    problem::{Fault, Problem},
    spec::{DataType, Input, InputMembers, Member, ObjectSpec, Output, Patch, Rule, Shape, TypeMismatch},
};

pub(super) fn written<T: Output + ?Sized>(value: &T) -> String {
    let mut out = Vec::new();
    value.write(&mut out);
    String::from_utf8(out).unwrap()
}

pub(super) fn faults(problem: &Problem) -> Vec<String> {
    problem.faults().iter().map(told).collect()
}

fn told(fault: &Fault) -> String {
    let at = serde_json::to_value(fault).unwrap();
    let at = ["pointer", "parameter", "header"].iter().find_map(|kind| at[*kind].as_str().map(|at| format!("{kind} {at}")));
    format!("{}: {}", at.unwrap(), fault.code)
}

#[test]
fn scalars_have_the_formats_of_generated_endpoints() {
    let moment: DateTime<Utc> = "2026-11-21T13:05:00.25Z".parse().unwrap();
    assert_eq!(written(&moment), r#""2026-11-21T13:05:00.250000Z""#);
    assert_eq!(written(&moment.naive_utc()), r#""2026-11-21T13:05:00.250000""#);
    assert_eq!(written(&moment.date_naive()), r#""2026-11-21""#);
    assert_eq!(written(&moment.time()), r#""13:05:00.250000""#);
    assert_eq!(written(&NaiveTime::from_hms_micro_opt(23, 59, 59, 1_500_000).unwrap()), r#""23:59:59.999999""#);
    assert_eq!(written(&"12.50".parse::<Decimal>().unwrap()), r#""12.50""#);
    assert_eq!(written(&vec![0_u8, 1, 2]), r#""AAEC""#);
    assert_eq!(written(&vec![Some(1), None]), "[1,null]");
    assert_eq!(written(&u64::MAX), "18446744073709551615");
    assert_eq!(written("a\"b"), r#""a\"b""#);
    assert_eq!(written(&BTreeMap::from([("a/b".to_owned(), 1.5)])), r#"{"a/b":1.5}"#);
    // What the formats have no words for.
    assert_eq!(written(&vec![f64::NAN, 1.0]), "[null,1.0]");
    assert_eq!(written(&NaiveDate::MAX), "null");
}

#[test]
fn bodies_are_read_by_their_type() {
    assert_eq!(decode::<Vec<u8>>(br#""AAEC""#).unwrap(), [0, 1, 2]);
    assert_eq!(decode::<Option<Vec<Vec<u8>>>>(br#"["AA==",""]"#).unwrap().unwrap(), [vec![0], vec![]]);
    assert_eq!(decode::<BTreeMap<String, i64>>(br#"{"a":1.0}"#).unwrap()["a"], 1);
    assert_eq!(decode::<Box<JsonValue>>(b"[1]").unwrap(), json!([1]).into());
    let problem = decode::<BTreeMap<String, Vec<i8>>>(br#"{"a":[1,200],"b":3,"c/d":["x"]}"#).unwrap_err();
    assert_eq!(problem.kind().status, 422);
    assert_eq!(faults(&problem), ["pointer /a/1: out_of_range", "pointer /b: type", "pointer /c~1d/0: type"]);
    for malformed in [&b"{"[..], b"", b"1 2", br#"{"a":1,"a":2}"#, b"\"\xff\""] {
        assert_eq!(decode::<JsonValue>(malformed).unwrap_err().kind().status, 400);
    }
}

#[derive(Debug, PartialEq)]
struct Search {
    q: Option<String>,
    size: i32,
    tags: Vec<String>,
    since: Patch<NaiveDate>,
    hash: Option<Vec<u8>>,
}

static SEARCH: ObjectSpec = ObjectSpec::new(
    "Search",
    "",
    &[
        Member::input::<Option<String>>("q", "").rules(&[Rule::NonBlank]),
        Member::input::<i32>("size", ""),
        Member::input::<Vec<String>>("tags", "")
            .rules(&[Rule::Length { min: None, max: Some(2) }, Rule::Each(&[Rule::Length { min: Some(2), max: None }])])
            .optional(),
        Member::input::<Patch<NaiveDate>>("since", ""),
        Member::input::<Option<Vec<u8>>>("hash", "").rules(&[Rule::Length { min: Some(3), max: Some(3) }]),
    ],
);

impl Input for Search {
    const SHAPE: Shape = Shape::object(|| &SEARCH);

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        let mut members = InputMembers::new(json)?;
        Ok(Self {
            q: members.take("q")?,
            size: members.take("size")?,
            tags: members.find("tags")?.unwrap_or_default(),
            since: members.take("since")?,
            hash: members.take("hash")?,
        })
    }
}

fn search(place: Place, query: &[(&'static str, &'static str)]) -> Result<Search, Vec<String>> {
    let mut found = Vec::new();
    let pairs = query.iter().map(|(name, text)| (Cow::Borrowed(*name), Cow::Borrowed(*text)));
    let json = fields(&Search::SHAPE, place, pairs, &mut found);
    assert_eq!(json.is_none(), !found.is_empty());
    json.map(|json| Search::read(json).unwrap()).ok_or_else(|| found.iter().map(told).collect())
}

#[test]
fn fields_become_a_model() {
    assert!(Search::SHAPE.is_flat());
    let read = search(Place::Query, &[("size", "3"), ("tags", "ab"), ("tags", "cd"), ("since", "2026-11-21"), ("hash", "AAEC")]);
    let expected = Search {
        q: None,
        size: 3,
        tags: vec!["ab".to_owned(), "cd".to_owned()],
        since: Patch::Value(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()),
        hash: Some(vec![0, 1, 2]),
    };
    assert_eq!(read, Ok(expected));
    assert_eq!(search(Place::Query, &[("size", "1")]).unwrap().since, Patch::Missing);
    let wrong = [("size", "x"), ("tags", "ab"), ("tags", "c"), ("q", " "), ("q", "a"), ("nope", "1"), ("since", "tomorrow")];
    let expected = [
        "parameter size: type",
        "parameter q: repeated_parameter",
        "parameter nope: unknown_parameter",
        "parameter since: format",
        "parameter q: blank",
        "parameter tags: length",
    ];
    assert_eq!(search(Place::Query, &wrong).unwrap_err(), expected);
    assert_eq!(
        search(Place::Form, &[("hash", "AA=="), ("nope", "1")]).unwrap_err(),
        ["pointer /nope: unknown_member", "pointer /hash: length", "pointer /size: required",]
    );
    assert_eq!(search(Place::Header, &[("SIZE", "1"), ("accept", "x")]).unwrap().size, 1);
    assert_eq!(search(Place::Header, &[]).unwrap_err(), ["header size: required"]);
    assert_eq!(search(Place::Cookie, &[("SIZE", "1")]).unwrap_err(), ["parameter size: required"]);
}

#[test]
fn the_worst_fault_decides_the_status() {
    let header = || Fault::header("a", "type", "");
    let parameter = || Fault::parameter("b", "type", "");
    let body = || Fault::pointer("/c", "type", "");
    let status = |faults| refuse(faults).unwrap_err().kind().code;
    assert!(refuse(Vec::new()).is_ok());
    assert_eq!(status(vec![header()]), "invalid_header");
    assert_eq!(status(vec![header(), parameter()]), "invalid_parameter");
    assert_eq!(status(vec![header(), parameter(), body()]), "validation");
}

#[test]
fn texts_of_scalars_are_json() {
    let read = |data_type: DataType, text| super::scalar_text(&data_type, text).map_err(|flaw| told(&flaw.at(Place::Path, "id")));
    assert_eq!(read(<i64 as crate::Column>::TYPE, "-7"), Ok(json!(-7)));
    assert_eq!(read(<bool as crate::Column>::TYPE, "true"), Ok(json!(true)));
    assert_eq!(read(<Decimal as crate::Column>::TYPE, "1.50"), Ok(json!("1.50")));
    assert_eq!(read(<Uuid as crate::Column>::TYPE, "x"), Err("parameter id: format".to_owned()));
}

/// What is written is read back, and is what a body may hold.
#[track_caller]
pub(super) fn comes_back<T: Input + Output + PartialEq + std::fmt::Debug>(value: &T) {
    assert_eq!(&decode::<T>(written(value).as_bytes()).unwrap(), value, "{}", written(value));
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        text in "[^\\x00]{0,20}",
        integers in any::<(i8, i16, i32, i64, u8, u16, u32)>(),
        large in 0_u64..=i64::MAX as u64,
        floats in prop::collection::vec(prop::num::f64::NORMAL | prop::num::f64::ZERO, 0..4),
        float in prop::num::f32::NORMAL,
        bytes in any::<Vec<u8>>(),
        micros in -62_167_219_200_000_000_i64..=253_402_300_799_999_999,
        uuid in any::<u128>(),
        decimal in (-999_999_999_999_999_999_i64..=999_999_999_999_999_999, 0_u32..=10),
        truth in any::<Option<bool>>(),
    ) {
        let moment = DateTime::from_timestamp_micros(micros).unwrap();
        comes_back(&BTreeMap::from([(text.clone(), Some(text))]));
        comes_back(&integers.0); comes_back(&integers.1); comes_back(&integers.2); comes_back(&integers.3);
        comes_back(&integers.4); comes_back(&integers.5); comes_back(&integers.6); comes_back(&large);
        comes_back(&floats);
        comes_back(&float);
        comes_back(&vec![bytes]);
        comes_back::<DateTime<Utc>>(&moment);
        comes_back::<NaiveDateTime>(&moment.naive_utc());
        comes_back(&moment.date_naive());
        comes_back(&moment.time());
        comes_back(&Uuid::from_u128(uuid));
        comes_back(&Decimal::new(decimal.0, decimal.1));
        comes_back(&vec![Box::new(truth)]);
    }
}
