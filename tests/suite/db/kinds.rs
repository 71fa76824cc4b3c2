//! Values of every kind go in and come out unchanged, as values and as JSON.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;
use restkit::{
    Expr, Kind, Value,
    db::{Arg, Statement},
    query::{Plan, Seen},
};
use restkit_tests::{database::Backend, on_both};
use serde_json::json;

use super::fixture::{THING, USER, check, open, text, thing};

on_both!(foreign_values_are_errors, leap_seconds_and_nanoseconds_fit, wrong_values_are_errors);

#[test]
fn every_value_comes_back() {
    check(100, thing(), async |db, values| {
        let plan = Plan::new(&THING, db.dialect());
        let row = db.fetch_optional(plan.insert(values.iter().cloned().enumerate().collect())).await.unwrap().unwrap();
        let read = db.fetch_optional(plan.get(&values[..1], &Expr::Constant(true), &Seen::NOTHING)).await.unwrap().unwrap();
        for row in [&row, &read] {
            let mut out = Vec::new();
            plan.write_json(row, &restkit::Permitted::ALL, &mut out).unwrap();
            let object: serde_json::Value = serde_json::from_slice(&out).unwrap();
            let found = plan.values(row).unwrap();
            for (at, column) in THING.columns.iter().enumerate() {
                if column.readable() {
                    prop_assert_eq!(&found[at], &values[at], "{}", column.column);
                    let (written, expected) = (&object[column.member], as_json(&values[at], column.data_type.kind));
                    // serde_json may read the last digit of a number wrongly.
                    let close = written.as_f64().zip(expected.as_f64()).is_some_and(|(a, b)| (a - b).abs() <= b.abs() * 1e-15);
                    prop_assert!(*written == expected || close, "{}: {written} for {expected}", column.column);
                } else {
                    prop_assert!(found[at].is_null() && object.get(column.member).is_none());
                }
            }
        }
        Ok(())
    });
}

/// The JSON of a value, written by other means.
fn as_json(value: &Value, kind: Kind) -> serde_json::Value {
    match value {
        Value::Null => json!(null),
        Value::Bool(b) => json!(b),
        Value::Integer(n) => json!(n),
        Value::Float(n) if kind == Kind::F32 => json!((*n as f32).to_string().parse::<f64>().unwrap()),
        Value::Float(n) => json!(n),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => json!(STANDARD.encode(bytes)),
        Value::Uuid(uuid) => json!(uuid),
        Value::Date(date) => json!(date.format("%Y-%m-%d").to_string()),
        Value::Time(time) => json!(time.format("%H:%M:%S%.6f").to_string()),
        Value::DateTime(moment) => json!(moment.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()),
        Value::Timestamp(moment) => json!(moment.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()),
        Value::Decimal(decimal) => json!(decimal.to_string()),
        Value::Json(json) => json.clone(),
    }
}

async fn leap_seconds_and_nanoseconds_fit(backend: Backend) {
    let (_database, db) = open(backend).await;
    let plan = Plan::new(&THING, db.dialect());
    let moment = "2016-12-31T23:59:59.123456789Z".parse::<DateTime<Utc>>().unwrap();
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_999_999_999).unwrap();
    let key = Value::Uuid(uuid::Uuid::now_v7());
    let values = vec![
        (0, key),
        (17, Value::Time(leap)),
        (18, Value::DateTime(NaiveDateTime::new(moment.date_naive(), leap))),
        (19, Value::Timestamp(moment)),
    ];
    let row = db.fetch_optional(plan.insert(values)).await.unwrap().unwrap();
    let mut out = Vec::new();
    plan.write_json(&row, &restkit::Permitted::ALL, &mut out).unwrap();
    let object: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(object["time"], "23:59:59.999999");
    assert_eq!(object["timestamp"], "2016-12-31T23:59:59.123456Z");
    // A leap second runs into the next second; what matters is that it can be read.
    assert_eq!(object["datetime"], "2017-01-01T00:00:00.999999");
}

async fn wrong_values_are_errors(backend: Backend) {
    let (_database, db) = open(backend).await;
    let plan = Plan::new(&THING, db.dialect());
    let year_10000 = NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
    for wrong in [
        (2, Value::Integer(128)),
        (6, Value::Integer(-1)),
        (8, Value::Integer(1 << 32)),
        (4, text("4")),
        (13, Value::Integer(4)),
        (16, Value::Date(year_10000)),
        (19, Value::Timestamp(year_10000.and_time(NaiveTime::MIN).and_utc())),
    ] {
        let insert = plan.insert(vec![(0, Value::Uuid(uuid::Uuid::now_v7())), wrong.clone()]);
        assert!(db.execute(insert).await.is_err(), "{wrong:?}");
    }
    // The connections are still well.
    assert!(db.fetch_optional(Statement::literal("SELECT 1", Vec::new())).await.unwrap().is_some());
}

/// What other programs may have stored, and JSON has no words for.
async fn foreign_values_are_errors(backend: Backend) {
    let (_database, db) = open(backend).await;
    let values: &[(&'static str, Kind)] = match backend {
        Backend::Postgres => &[
            ("SELECT 'infinity'::timestamptz", Kind::Timestamp),
            ("SELECT '-infinity'::timestamptz", Kind::Timestamp),
            ("SELECT '4000-01-01 BC'::timestamptz", Kind::Timestamp),
            ("SELECT '200000-01-01'::timestamp", Kind::DateTime),
            ("SELECT 'infinity'::date", Kind::Date),
            ("SELECT '-infinity'::date", Kind::Date),
            ("SELECT '24:00:00'::time", Kind::Time),
            ("SELECT 'NaN'::numeric", Kind::Decimal),
            ("SELECT 'infinity'::numeric", Kind::Decimal),
            ("SELECT 'NaN'::float8", Kind::F64),
            ("SELECT '-infinity'::float4", Kind::F32),
            ("SELECT ''", Kind::Uuid),
            ("SELECT ''::bytea", Kind::Decimal),
            ("SELECT 1", Kind::Bool),
            ("SELECT '\\xff'::bytea", Kind::Text),
        ],
        Backend::Sqlite => &[
            ("SELECT 'infinity'", Kind::Timestamp),
            ("SELECT '2026-11-21 10:00:00'", Kind::Timestamp),
            ("SELECT 9e999", Kind::F64),
            ("SELECT 'one'", Kind::I64),
            ("SELECT 1.5", Kind::I64),
            ("SELECT 'x'", Kind::Decimal),
            ("SELECT x'ff'", Kind::Text),
            ("SELECT 'not a uuid'", Kind::Uuid),
            ("SELECT CAST(x'ff' AS TEXT)", Kind::Text),
        ],
    };
    for (sql, kind) in values {
        let row = db.fetch_optional(Statement::literal(sql, Vec::new())).await.unwrap().unwrap();
        assert!(row.write_json(0, *kind, &mut Vec::new()).is_err(), "{sql}");
        assert!(row.write_json(7, *kind, &mut Vec::new()).is_err() && row.value(7, *kind).is_err());
        // Reading may succeed where a value of ours can hold it; it must not panic.
        let _ = row.value(0, *kind);
    }
    let null = db.fetch_optional(Statement::literal("SELECT NULL", Vec::new())).await.unwrap().unwrap();
    let mut out = Vec::new();
    null.write_json(0, Kind::Timestamp, &mut out).unwrap();
    assert_eq!((out.as_slice(), null.value(0, Kind::Text).unwrap()), (b"null".as_slice(), Value::Null));
    let users = Plan::new(&USER, db.dialect());
    assert!(users.version(&null).is_err());
    let nul = Statement::literal("SELECT $1", vec![Arg::new(text("a\0b"), Kind::Text)]);
    let _ = db.fetch_optional(nul).await;
}
