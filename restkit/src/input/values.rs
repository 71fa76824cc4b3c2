//! Values that a part of the program sets, held to the same rules as bodies.

use std::borrow::Cow;

use super::{
    Flaw,
    body::{Members, Read, answer, complete, nested, read_only, ruled},
    json::{read_scalar, unknown_member},
    pointer::Pointer,
    scalar,
};
use crate::{
    problem::{Fault, Problem},
    spec::{DataType, Kind, Permitted, ResourceSpec, Value, Visibility},
};

/// Who sets members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setter<'a> {
    /// Somebody with a body, or on behalf of whom the program sets them: what is read-only, or not theirs to set, is refused.
    Client(&'a Permitted),
    /// The program itself, which also sets what is read-only or generated.
    System,
}

/// Reads the values that a part of the program sets for a new row, as if they stood in a create body. Of several values for a column the
/// last one counts.
///
/// # Errors
/// 422 with every fault when they do not fit the resource.
pub fn create_from(
    spec: &ResourceSpec,
    values: impl IntoIterator<Item = (usize, Value)>,
    by: Setter<'_>,
) -> Result<Members, Problem> {
    let (mut members, mut faults) = read_values(spec, values, by);
    // The database counts these keys, and does not know of one that was set.
    if let Some(counted) = spec.counted_key() {
        refuse(spec, &[counted], &mut members, &mut faults);
    }
    complete(spec, members, faults, by)
}

/// Reads the values that a part of the program sets on a row, as if they stood in a patch.
///
/// # Errors
/// 422 with every fault when they do not fit the resource.
pub fn patch_from(
    spec: &ResourceSpec,
    values: impl IntoIterator<Item = (usize, Value)>,
    by: Setter<'_>,
) -> Result<Members, Problem> {
    let (mut members, mut faults) = read_values(spec, values, by);
    // The key of a row that is there never changes.
    refuse(spec, spec.keys, &mut members, &mut faults);
    answer(faults)?;
    Ok(members.values)
}

/// Values of the right types can still break rules, and be out of the range of their columns: they are held to what a body may hold, by the
/// functions that read one. Of several values for a column the last one counts.
fn read_values(spec: &ResourceSpec, values: impl IntoIterator<Item = (usize, Value)>, by: Setter<'_>) -> (Read, Vec<Fault>) {
    let mut read = Read::nothing(spec);
    let mut faults = Vec::new();
    for (index, value) in values {
        if let Some(set) = read.values.get_mut(index) {
            *set = Some(value);
        }
    }
    for (index, (value, seen)) in read.values.iter_mut().zip(&mut read.seen).enumerate() {
        if let Some(set) = value.take() {
            *seen = true;
            *value = held(spec, index, set, by, &mut faults);
        }
    }
    (read, faults)
}

/// A value that is set, as it would be read from a body.
fn held(spec: &ResourceSpec, index: usize, value: Value, by: Setter<'_>, faults: &mut Vec<Fault>) -> Option<Value> {
    let column = &spec.columns[index];
    if column.computed.is_some() {
        read_only().report(Pointer::to(column.member).as_str(), faults);
        return None;
    }
    if let Setter::Client(permitted) = by
        && !(column.creatable() && permitted.sets(index))
    {
        let unseen = column.visibility == Visibility::Hidden || !permitted.sees(index);
        let flaw = if unseen { unknown_member() } else { read_only() };
        flaw.report(Pointer::to(column.member).as_str(), faults);
        return None;
    }
    if column.data_type.kind == Kind::Json {
        let json = if let Value::Json(json) = value { json } else { value.to_json() };
        return nested(column, json, faults);
    }
    ruled(column, scalar_of(&column.data_type, value), faults)
}

/// A value of a type of Rust as its column holds it: what JSON has no words for is refused, and the rest is what JSON would make of it.
fn scalar_of(data_type: &DataType, value: Value) -> Result<Value, Flaw> {
    match (data_type.kind, value) {
        (_, Value::Null) if data_type.nullable => Ok(Value::Null),
        // What is written and read as it is needs no writing and reading.
        (_, Value::Text(text)) => scalar::text(data_type, Cow::Owned(text)),
        (Kind::Bytes, value @ Value::Bytes(_)) | (Kind::Uuid, value @ Value::Uuid(_)) => Ok(value),
        // What a `u64` beyond an `i64` was made into.
        (Kind::U64, Value::Integer(i64::MAX)) => scalar::integer(data_type, u64::MAX.into()),
        // No number of JSON: null, as serde has it.
        (_, Value::Float(number)) if !number.is_finite() && data_type.nullable => Ok(Value::Null),
        (_, value) => read_scalar(data_type, &value.to_json()),
    }
}

/// Columns that cannot be set.
fn refuse(spec: &ResourceSpec, columns: &[usize], members: &mut Read, faults: &mut Vec<Fault>) {
    for at in columns {
        if let Some(column) = spec.columns.get(*at)
            && members.values.get_mut(*at).is_some_and(|set| set.take().is_some())
        {
            read_only().report(Pointer::to(column.member).as_str(), faults);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
    use proptest::prelude::*;
    use rust_decimal::Decimal;
    use uuid::Uuid;

    use super::*;
    use crate::{
        input::patch,
        spec::{ColumnSpec, Number, Operation, Policy, Rule},
    };

    const TEXT: &[Rule] = &[Rule::Length { min: Some(1), max: Some(3) }];
    const NUMBER: &[Rule] = &[Rule::Range { min: Some(Number::Integer(-2)), max: None }];

    /// A column of every type, once as it is and once nullable.
    static COLUMNS: [ColumnSpec; 24] = [
        ColumnSpec::new::<i64>("a").rules(NUMBER),
        ColumnSpec::new::<Option<i64>>("b"),
        ColumnSpec::new::<i8>("c"),
        ColumnSpec::new::<Option<u64>>("d").rules(NUMBER),
        ColumnSpec::new::<f64>("e").rules(NUMBER),
        ColumnSpec::new::<Option<f64>>("f"),
        ColumnSpec::new::<f32>("g"),
        ColumnSpec::new::<Option<f32>>("h"),
        ColumnSpec::new::<bool>("i"),
        ColumnSpec::new::<Option<bool>>("j"),
        ColumnSpec::new::<String>("k").rules(TEXT),
        ColumnSpec::new::<Option<String>>("l").rules(TEXT),
        ColumnSpec::new::<Vec<u8>>("m").rules(TEXT),
        ColumnSpec::new::<Option<Vec<u8>>>("n"),
        ColumnSpec::new::<Uuid>("o"),
        ColumnSpec::new::<Option<Uuid>>("p"),
        ColumnSpec::new::<NaiveDate>("q"),
        ColumnSpec::new::<Option<NaiveTime>>("r"),
        ColumnSpec::new::<chrono::NaiveDateTime>("s"),
        ColumnSpec::new::<Option<DateTime<Utc>>>("t"),
        ColumnSpec::new::<Decimal>("u").rules(NUMBER),
        ColumnSpec::new::<Option<Decimal>>("v"),
        ColumnSpec::new::<serde_json::Value>("w").rules(TEXT),
        ColumnSpec::new::<Option<serde_json::Value>>("x"),
    ];

    static SPEC: ResourceSpec = ResourceSpec {
        name: "Thing",
        path: "/things",
        table: "things",
        docs: "",
        columns: &COLUMNS,
        keys: &[],
        rules: &[],
        operations: &Operation::ALL,
        read: Policy::Public,
        create: Policy::Public,
        update: Policy::Public,
        delete: Policy::Public,
        page_size: 20,
        max_page_size: 100,
        ..ResourceSpec::USUAL
    };

    fn value() -> impl Strategy<Value = Value> {
        let moment = || (-90_000_000_000_000_i64..300_000_000_000, 0_u32..2_000_000_000);
        let moment = move || moment().prop_filter_map("a moment", |(seconds, nanos)| DateTime::from_timestamp(seconds, nanos));
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            // The greatest stands for a `u64` that is greater still.
            (-300_i64..300).prop_map(Value::Integer),
            (i64::MIN..i64::MAX).prop_map(Value::Integer),
            any::<f64>().prop_map(Value::Float),
            Just(Value::Float(f64::NAN)),
            Just(Value::Float(2.0)),
            "[a\0é]{0,5}".prop_map(Value::Text),
            Just(Value::Text("2026-11-21".to_owned())),
            prop::collection::vec(any::<u8>(), 0..5).prop_map(Value::Bytes),
            any::<u128>().prop_map(|bits| Value::Uuid(Uuid::from_u128(bits))),
            moment().prop_map(|moment| Value::Date(moment.date_naive())),
            (0_u32..86_400, 0_u32..2_000_000_000)
                .prop_filter_map("a time", |(seconds, nanos)| NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos))
                .prop_map(Value::Time),
            moment().prop_map(|moment| Value::DateTime(moment.naive_utc())),
            moment().prop_map(Value::Timestamp),
            (any::<i64>(), 0_u32..15).prop_map(|(digits, scale)| Value::Decimal(Decimal::new(digits, scale))),
            "[a\0]{0,5}".prop_map(|text| Value::Json(serde_json::json!({ "a": [text, null] }))),
            "[a\0]{0,5}".prop_map(|text| Value::Json(text.into())),
        ]
    }

    proptest! {
        #[test]
        fn what_is_set_is_held_to_what_a_body_is(column in 0..COLUMNS.len(), value in value()) {
            let body = serde_json::json!({ COLUMNS[column].member: value.to_json() }).to_string();
            let told = |outcome: Result<Members, Problem>| outcome.map_err(|problem| format!("{:?}", problem.faults()));
            let set = told(patch_from(&SPEC, [(column, Value::Null), (column, value)], Setter::Client(&Permitted::ALL)));
            prop_assert_eq!(set, told(patch(&SPEC, body.as_bytes(), &Permitted::ALL)));
        }
    }
}
