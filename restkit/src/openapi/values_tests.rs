use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    input,
    spec::{ColumnSpec, DataType, Generated, Number, Operation, Permitted, Policy, ResourceSpec, Rule},
};

/// A resource with this column beside its key.
fn resource(column: ColumnSpec) -> &'static ResourceSpec {
    Box::leak(Box::new(ResourceSpec {
        name: "Thing",
        path: "/things",
        table: "things",
        docs: "",
        columns: Box::leak(Box::new([ColumnSpec::new::<i64>("id").generated(Generated::Key), column])),
        keys: &[0],
        rules: &[],
        operations: &Operation::ALL,
        read: Policy::Public,
        create: Policy::Public,
        update: Policy::Public,
        delete: Policy::Public,
        page_size: 20,
        max_page_size: 100,
        ..ResourceSpec::USUAL
    }))
}

fn plain() -> impl Strategy<Value = ColumnSpec> {
    prop_oneof![
        Just(ColumnSpec::new::<bool>("name")),
        Just(ColumnSpec::new::<Uuid>("name")),
        Just(ColumnSpec::new::<NaiveDate>("name")),
        Just(ColumnSpec::new::<NaiveTime>("name")),
        Just(ColumnSpec::new::<NaiveDateTime>("name")),
        Just(ColumnSpec::new::<DateTime<Utc>>("name")),
        Just(ColumnSpec::new::<serde_json::Value>("name")),
    ]
}

fn number() -> impl Strategy<Value = ColumnSpec> {
    let column = prop_oneof![
        Just(ColumnSpec::new::<i8>("name")),
        Just(ColumnSpec::new::<u16>("name")),
        Just(ColumnSpec::new::<i32>("name")),
        Just(ColumnSpec::new::<i64>("name")),
        Just(ColumnSpec::new::<u64>("name")),
        Just(ColumnSpec::new::<f32>("name")),
        Just(ColumnSpec::new::<f64>("name")),
        Just(ColumnSpec::new::<Decimal>("name")),
    ];
    // Whole and halved bounds, so that an integer is between any two of them.
    let bounds = (0..100_i64, 1..100_i64, any::<bool>(), any::<bool>(), any::<bool>());
    (column, bounds).prop_map(|(column, (min, more, has_min, has_max, halves))| {
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let bound = |n: i64| if halves { Number::Float(n as f64 + 0.5) } else { Number::Integer(n) };
        let range = Rule::Range { min: has_min.then(|| bound(min)), max: has_max.then(|| bound((min + more).min(120))) };
        if has_min || has_max { column.rules(vec![range].leak()) } else { column }
    })
}

fn text() -> impl Strategy<Value = ColumnSpec> {
    let length = (0..40_u64, 8..40_u64, any::<bool>(), any::<bool>()).prop_map(|(min, more, has_min, has_max)| Rule::Length {
        min: has_min.then_some(min),
        max: has_max.then_some(min + more),
    });
    let texts = (length.clone(), any::<bool>()).prop_map(|(length, non_blank)| {
        let rules = if non_blank { vec![length, Rule::NonBlank] } else { vec![length] };
        ColumnSpec::new::<String>("name").rules(rules.leak())
    });
    let formats = prop_oneof![
        Just(Rule::Email),
        Just(Rule::Url),
        Just(Rule::OneOf(&[Literal::Text("a"), Literal::Text("b")])),
        Just(Rule::Pattern("^[A-Z]{2}-[0-9]{4}$")),
        Just(Rule::Pattern("^[a-z][a-z0-9-]*$")),
        Just(Rule::Pattern(r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$")),
    ];
    let formats = formats.prop_map(|rule| ColumnSpec::new::<String>("name").rules(vec![rule].leak()));
    let bytes = length.prop_map(|length| ColumnSpec::new::<Vec<u8>>("name").rules(vec![length].leak()));
    let limits = (1..30_u64).prop_map(|least| {
        let rules = vec![Rule::Pattern("^[a-z]+$"), Rule::Length { min: Some(least), max: Some(least + 5) }];
        ColumnSpec::new::<String>("name").rules(rules.leak())
    });
    prop_oneof![texts, formats, bytes, limits]
}

fn made(column: &ColumnSpec, number: u64) -> Option<Value> {
    value(&Facets::new(&column.data_type, column.rules), column.member, number)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn what_is_made_up_is_accepted(column in prop_oneof![plain(), number(), text()], number in 0..5_000_u64) {
        let Some(value) = made(&column, number) else {
            return Err(TestCaseError::fail(format!("no value with the number {number} for {column:?}")));
        };
        let body = json!({ "name": value.to_json() });
        let read = input::create(resource(column), body.to_string().as_bytes(), &Permitted::ALL);
        prop_assert!(read.is_ok(), "{body}: {read:?}");
    }
}

#[test]
fn values_of_different_numbers_differ() {
    let columns = [
        ColumnSpec::new::<String>("name").rules(&[Rule::Length { min: Some(3), max: Some(10) }]),
        ColumnSpec::new::<String>("name").rules(&[Rule::Email, Rule::Length { min: None, max: Some(254) }]),
        ColumnSpec::new::<String>("name").rules(&[Rule::Url]),
        ColumnSpec::new::<String>("name").rules(&[Rule::Pattern("^[A-Z]{2}-[0-9]{4}$")]),
        ColumnSpec::new::<Vec<u8>>("name"),
        ColumnSpec::new::<Uuid>("name"),
        ColumnSpec::new::<i16>("name"),
        ColumnSpec::new::<u64>("name").rules(&[Rule::Range { min: Some(Number::Integer(5)), max: Some(Number::Integer(1_005)) }]),
        ColumnSpec::new::<f64>("name").rules(&[Rule::Range { min: Some(Number::Integer(0)), max: Some(Number::Integer(1)) }]),
        ColumnSpec::new::<Decimal>("name"),
        ColumnSpec::new::<NaiveDate>("name"),
        ColumnSpec::new::<DateTime<Utc>>("name"),
    ];
    for column in columns {
        let values: HashSet<String> = (0..1_000).map(|number| made(&column, number).unwrap().to_json().to_string()).collect();
        assert_eq!(values.len(), 1_000, "{column:?}");
    }
    let five: HashSet<String> = {
        let column = ColumnSpec::new::<i16>("name");
        let column = column.rules(&[Rule::Range { min: Some(Number::Integer(1)), max: Some(Number::Integer(5)) }]);
        (0..5).map(|number| made(&column, number).unwrap().to_json().to_string()).collect()
    };
    assert_eq!(five.len(), 5);
}

#[test]
fn rules_of_the_users_are_offered_several_values() {
    fn even(value: &Value) -> Result<(), crate::spec::Invalid> {
        if matches!(value, Value::Integer(n) if n % 2 == 0) {
            Ok(())
        } else {
            Err(crate::spec::Invalid::new("odd", "must be even"))
        }
    }
    let facets = Facets::new(&DataType::new(Kind::I64), &[Rule::Custom(even)]);
    let values: HashSet<String> = (1..100).map(|number| format!("{:?}", value(&facets, "name", number).unwrap())).collect();
    assert_eq!(values.len(), 99);
}
