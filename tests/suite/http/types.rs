//! Every type of column: there and back, at its edges, in filters and in sort, the same on both databases.

use restkit::Resource;
use restkit_tests::{app::TestApp, database::Backend, on_both};
use serde_json::{Value, json};

use super::fixtures::{app_of, column, sink::Sink};

on_both!(
    every_type_goes_there_and_back,
    edges_go_there_and_back,
    beyond_the_edges_is_refused,
    what_may_be_missing_may_be_null,
    every_declared_column_filters,
    every_declared_column_sorts,
    any_json_is_kept,
    moments_are_answered_in_utc,
    decimals_are_exact,
    floats_are_exact,
);

const SINKS: &str = "/api/v1/sinks";

async fn sinks(backend: Backend) -> TestApp {
    app_of::<Sink>(backend).start().await
}

/// A body with a value for every member that has no `null`.
fn full() -> Value {
    json!({
        "truth": true,
        "int8": -8, "int16": -16, "int32": -32, "int64": -64,
        "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64,
        "float32": 0.5, "float64": 0.1,
        "type": "a type",
        "order": "00000000-0000-4000-8000-00000000000a",
        "day": "2026-11-21",
        "from": "13:05:00.250000",
        "local": "2026-11-21T13:05:00.000001",
        "moment": "2026-11-21T13:05:00.000000Z",
        "amount": "12.5",
        "bytes": "AP8=",
        "heat": "luke-warm",
        "nickname": "Nick",
        "json": {"b": [1, "x", null, {"c": 0.5}], "a": false},
        "inner": {"someText": "text", "someNumber": 7},
        "map": {"a": [1, 2], "b": []},
    })
}

fn with(changes: &Value) -> Value {
    let mut body = full();
    for (member, value) in changes.as_object().unwrap() {
        body[member] = value.clone();
    }
    body
}

async fn every_type_goes_there_and_back(backend: Backend) {
    let app = sinks(backend).await;
    let answer = app.post(SINKS).json(&full()).send().await.expect(201);
    let mut row = answer.json();
    let stored = app.get(answer.header("location")).send().await.expect(200).json();
    assert_eq!(stored, row);
    let members = row.as_object_mut().unwrap();
    members.remove("id").unwrap();
    let (nulls, values): (Vec<_>, Vec<_>) = members.clone().into_iter().partition(|(_, value)| value.is_null());
    assert_eq!(Value::Object(values.into_iter().collect()), full());
    assert_eq!(nulls.len(), 12);
}

async fn edges_go_there_and_back(backend: Backend) {
    let app = sinks(backend).await;
    let edges = [
        json!({
            "int8": i8::MIN, "int16": i16::MIN, "int32": i32::MIN, "int64": i64::MIN,
            "uint8": 0, "uint16": 0, "uint32": 0, "uint64": 0,
            "float32": -3.402_823_5e38, "float64": f64::MIN, "type": "", "day": "0001-01-01", "from": "00:00:00.000000",
            "local": "0001-01-01T00:00:00.000000", "moment": "0001-01-01T00:00:00.000000Z", "bytes": "", "json": null, "map": {},
        }),
        json!({
            "int8": i8::MAX, "int16": i16::MAX, "int32": i32::MAX, "int64": i64::MAX,
            "uint8": u8::MAX, "uint16": u16::MAX, "uint32": u32::MAX, "uint64": i64::MAX,
            "float32": 3.402_823_5e38, "float64": f64::MAX, "type": "\u{1}\u{7f}\u{ffff}\u{10ffff}\"\\/\u{2028}",
            "day": "9999-12-31", "from": "23:59:59.999999", "local": "9999-12-31T23:59:59.999999",
            "moment": "9999-12-31T23:59:59.999999Z", "bytes": "/".repeat(4096), "json": [[[[]]]],
        }),
        json!({"float32": 1e-45, "float64": 5e-324, "day": "2024-02-29", "order": "ffffffff-ffff-ffff-ffff-ffffffffffff"}),
        json!({"float32": 0.0, "float64": 0.0, "order": "00000000-0000-0000-0000-000000000000", "json": "", "type": "null"}),
        json!({"day": "0000-01-01", "local": "0000-01-01T00:00:00.000000", "moment": "0000-01-01T00:00:00.000000Z"}),
    ];
    for edge in edges {
        let answer = app.post(SINKS).json(&with(&edge)).send().await.expect(201);
        let stored = app.get(answer.header("location")).send().await.expect(200).json();
        for (member, value) in edge.as_object().unwrap() {
            let found = &stored[member];
            assert!(
                found == value || (value.is_number() && found.as_f64() == value.as_f64()),
                "{member}: {value} became {found}"
            );
        }
    }
}

async fn beyond_the_edges_is_refused(backend: Backend) {
    let app = sinks(backend).await;
    for (member, values) in [
        ("int8", vec![json!(128), json!(-129)]),
        ("int16", vec![json!(32_768), json!(-32_769)]),
        ("int32", vec![json!(2_147_483_648_i64), json!(-2_147_483_649_i64)]),
        ("int64", vec![json!(9_223_372_036_854_775_808_u64), json!(1e19), json!(-1e19)]),
        ("uint8", vec![json!(-1), json!(256)]),
        ("uint16", vec![json!(-1), json!(65_536)]),
        ("uint32", vec![json!(-1), json!(4_294_967_296_i64)]),
        ("uint64", vec![json!(-1), json!(u64::MAX), json!(9_223_372_036_854_775_808_u64)]),
        ("float32", vec![json!(1e39), json!(f64::from(f32::MAX) * 1.000_000_1), json!("0.5"), json!("NaN"), json!(null)]),
        ("float64", vec![json!("NaN"), json!("Infinity"), json!(null)]),
        (
            "order",
            vec![
                json!("x"),
                json!("000000000000400080000000000000aa"),
                json!("{00000000-0000-4000-8000-0000000000aa}"),
                json!(1),
            ],
        ),
        (
            "day",
            vec![
                json!("2026-02-29"),
                json!("2026-1-1"),
                json!("21.11.2026"),
                json!("10000-01-01"),
                json!("-0001-01-01"),
                json!(1),
            ],
        ),
        ("from", vec![json!("24:00:00"), json!("12:60:00"), json!("12:00"), json!("12:00:00.1234567"), json!("12:00:00Z")]),
        ("local", vec![json!("2026-11-21"), json!("2026-11-21T10:00:00Z"), json!("2026-11-21 10:00:00")]),
        (
            "moment",
            vec![json!("2026-11-21T10:00:00"), json!("2026-11-21T23:59:60Z"), json!("2026-11-21T10:00:00+25:00"), json!(0)],
        ),
        ("amount", vec![json!("1e5"), json!("abc"), json!(""), json!("1".repeat(40)), json!(12.5), json!("+1"), json!("1,5")]),
        ("bytes", vec![json!("A"), json!("AA"), json!("AB=="), json!("-_8="), json!("AA==\n"), json!([0])]),
        ("heat", vec![json!("LukeWarm"), json!("hot"), json!("")]),
        ("nickname", vec![json!(1), json!(null), json!(["Nick"])]),
        (
            "inner",
            vec![json!("text"), json!({}), json!({"someText": "x", "someNumber": 0.5}), json!({"someText": null}), json!(null)],
        ),
        ("map", vec![json!([]), json!({"a": 1}), json!({"a": ["x"]}), json!({"a": [2_147_483_648_i64]})]),
        ("truth", vec![json!(0), json!("true"), json!(null)]),
    ] {
        for value in values {
            let answer = app.post(SINKS).json(&with(&json!({ member: value }))).send().await;
            let body = answer.problem(422, "validation");
            for fault in body["errors"].as_array().unwrap() {
                let pointer = fault["pointer"].as_str().unwrap();
                assert!(pointer.starts_with(&format!("/{member}")), "{member}: {value} is blamed on {pointer}");
            }
        }
    }
    // Too large for any number of a machine.
    let body = full().to_string().replace("0.1", "1e400");
    let answer = app.post(SINKS).body("application/json", body).send().await;
    assert!([400, 422].contains(&answer.status.as_u16()), "{}", answer.text());
}

async fn what_may_be_missing_may_be_null(backend: Backend) {
    let app = sinks(backend).await;
    let values = json!({
        "noTruth": false, "noInt": 0, "noFloat": -0.5, "noText": "", "noUuid": "00000000-0000-4000-8000-00000000000b", "noDay": "2026-11-21",
        "noMoment": "2026-11-21T13:05:00.000000Z", "noAmount": "-0.01", "noBytes": "AAAA", "noHeat": "HOT!", "noNickname": "Nick",
        "noInner": {"someText": "", "someNumber": null},
    });
    let created = app.post(SINKS).json(&with(&values)).send().await.expect(201);
    let path = created.header("location");
    let nulls: Value = values.as_object().unwrap().keys().map(|member| (member.clone(), Value::Null)).collect();
    let missing = app.post(SINKS).json(&full()).send().await.expect(201).json();
    for (member, value) in values.as_object().unwrap() {
        let found = &created.json()[member];
        assert!(found == value || member == "noInner", "{member}: {value} became {found}");
        assert_eq!(missing[member], Value::Null);
    }
    let patched = app.patch(&path).json(&nulls).send().await.expect(200).json();
    for member in values.as_object().unwrap().keys() {
        assert_eq!(patched[member], Value::Null, "{member}");
    }
    let patched = app.patch(&path).json(&values).send().await.expect(200).json();
    assert_eq!(patched["noText"], "");
    assert_eq!(patched["noHeat"], "HOT!");
}

async fn every_declared_column_filters(backend: Backend) {
    let app = sinks(backend).await;
    app.post(SINKS).json(&full()).send().await.expect(201);
    for (member, column) in Sink::spec().columns.iter().map(|column| (column.member, column)) {
        let value = full()[member].clone();
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let text: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let answer = app.get(format!("{SINKS}?{member}={text}")).send().await;
        if !column.filter {
            answer.faults(400, "invalid_parameter", &[&format!("{member}: unknown_parameter")]);
        } else if !value.is_null() {
            let answer = answer.expect(200);
            assert_eq!(answer.at("/items").as_array().unwrap().len(), 1, "{member}={text}");
        }
    }
    let list = app.get(format!("{SINKS}?heat=HOT!")).send().await.expect(200);
    assert_eq!(list.at("/items"), json!([]));
    app.get(format!("{SINKS}?heat=luke")).send().await.faults(400, "invalid_parameter", &["heat: one_of"]);
    // One value has several spellings.
    for query in ["amount=12.5", "amount=12.500", "moment=2026-11-21T14:05:00%2B01:00", "from=13:05:00.25", "float64=1e-1"] {
        let list = app.get(format!("{SINKS}?{query}")).send().await.expect(200);
        assert_eq!(list.at("/items").as_array().unwrap().len(), 1, "{query}");
    }
}

async fn every_declared_column_sorts(backend: Backend) {
    let app = sinks(backend).await;
    let low = json!({
        "int8": -9, "int16": -300, "int32": -70_000, "int64": -5_000_000_000_i64, "uint8": 9, "uint16": 300, "uint32": 70_000,
        "uint64": 5_000_000_000_i64, "float32": -1.5, "float64": -10.0, "type": "Z", "order": "0fffffff-0000-4000-8000-00000000000a",
        "day": "0999-01-01", "from": "09:00:00", "local": "0999-01-01T00:00:00", "moment": "1969-12-31T23:59:59.9Z", "heat": "HOT!",
        "nickname": "10", "noText": "a",
    });
    let high = json!({
        "int8": 10, "int16": 1, "int32": 1, "int64": 1, "uint8": 10, "uint16": 1000, "uint32": 100_000, "uint64": 40_000_000_000_i64,
        "float32": 10.0, "float64": 9.5, "type": "a", "order": "f0000000-0000-4000-8000-00000000000a", "day": "2026-11-21",
        "from": "10:00:00", "local": "2026-11-21T00:00:00", "moment": "1970-01-01T00:00:00Z", "heat": "luke-warm", "nickname": "9",
    });
    let high = app.post(SINKS).json(&with(&high)).send().await.expect(201).at("/id");
    let low = app.post(SINKS).json(&with(&low)).send().await.expect(201).at("/id");
    for column_spec in Sink::spec().columns {
        let member = column_spec.member;
        if member == "id" {
            continue;
        }
        let answer = app.get(format!("{SINKS}?sort={member}")).send().await;
        if !column_spec.sort {
            answer.faults(400, "invalid_parameter", &["sort: unknown_sort_key"]);
            continue;
        }
        assert_eq!(column(&answer.expect(200).json(), "id"), [low.clone(), high.clone()], "sort={member}");
        let first = app.get(format!("{SINKS}?sort={member}&limit=1")).send().await.expect(200).json();
        let next = first["next"].as_str().unwrap();
        let second = app.get(format!("{SINKS}?sort={member}&limit=1&cursor={next}")).send().await.expect(200).json();
        assert_eq!(column(&second, "id"), std::slice::from_ref(&high), "sort={member}, second page");
        assert_eq!(second["next"], Value::Null);
        if !column_spec.data_type.nullable {
            let down = app.get(format!("{SINKS}?sort=-{member}")).send().await.expect(200).json();
            assert_eq!(column(&down, "id"), [high.clone(), low.clone()], "sort=-{member}");
        }
    }
}

async fn any_json_is_kept(backend: Backend) {
    let app = sinks(backend).await;
    let path = app.post(SINKS).json(&full()).send().await.expect(201).header("location");
    for value in [
        json!(null),
        json!(0),
        json!(-1.5),
        json!(""),
        json!("a\"b\\c\u{1f600}\n"),
        json!([]),
        json!({}),
        json!({"": {"": []}}),
        json!([1, [2, [3]]]),
        json!(9_007_199_254_740_993_i64),
        json!({"a b": 1, "ä": 2}),
    ] {
        let answer = app.patch(&path).json(&json!({ "json": value })).send().await.expect(200);
        assert_eq!(answer.at("/json"), value);
        assert_eq!(app.get(&path).send().await.at("/json"), value);
    }
    for body in [r#"{"json": "\u0000"}"#, r#"{"json": {"a": ["\u0000"]}}"#, r#"{"json": {"\u0000": 1}}"#] {
        app.patch(&path).body("application/json", body).send().await.problem(422, "validation");
    }
    for body in [r#"{"json": "\ud800"}"#, r#"{"json": {"\udfff": 1}}"#, r#"{"json": {"a": 1, "a": 2}}"#] {
        app.patch(&path).body("application/json", body).send().await.problem(400, "malformed_body");
    }
}

async fn moments_are_answered_in_utc(backend: Backend) {
    let app = sinks(backend).await;
    for (sent, answered) in [
        ("2026-11-21T13:05:00Z", "2026-11-21T13:05:00.000000Z"),
        ("2026-11-21T13:05:00.1Z", "2026-11-21T13:05:00.100000Z"),
        ("2026-11-21T13:05:00+02:00", "2026-11-21T11:05:00.000000Z"),
        ("2026-11-21T00:05:00-00:30", "2026-11-21T00:35:00.000000Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
    ] {
        let answer = app.post(SINKS).json(&with(&json!({ "moment": sent }))).send().await.expect(201);
        assert_eq!(answer.at("/moment"), answered);
    }
}

async fn decimals_are_exact(backend: Backend) {
    let app = sinks(backend).await;
    for amount in ["0", "-0.01", "123456789012345678.0123456789", "-999999999999999999", "0.0000000001"] {
        let answer = app.post(SINKS).json(&with(&json!({ "amount": amount }))).send().await.expect(201);
        let stored = app.get(answer.header("location")).send().await.at("/amount");
        let number = |text: &str| text.parse::<rust_decimal::Decimal>().unwrap();
        assert_eq!(number(stored.as_str().unwrap()), number(amount), "{amount} became {stored}");
    }
}

async fn floats_are_exact(backend: Backend) {
    let app = sinks(backend).await;
    for number in [0.1, 1.0 / 3.0, 1e21, 1e-7, 123_456_789.123_456_79, f64::EPSILON, 2_f64.powi(60)] {
        let answer = app.post(SINKS).json(&with(&json!({"float64": number, "float32": 0.1}))).send().await.expect(201);
        assert_eq!(answer.at("/float64").as_f64(), Some(number));
        assert_eq!(answer.at("/float32").to_string(), "0.1", "an f32 is answered as the shortest number that is it");
    }
}
