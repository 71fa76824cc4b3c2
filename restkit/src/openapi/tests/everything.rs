//! Descriptors by hand: one column of every kind, every rule, every visibility.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::spec::*;

pub(in crate::openapi) struct Spare;
impl Resource for Spare {
    type Key = Uuid;

    fn spec() -> &'static ResourceSpec {
        &SPARE
    }

    fn value(&self, _: usize) -> Value {
        Value::Null
    }

    fn from_values(_: Vec<Value>) -> Result<Self, TypeMismatch> {
        Ok(Self)
    }
}

#[expect(dead_code, reason = "a test of the document needs its facts, not its rows")]
pub(in crate::openapi) struct Thing;
impl Resource for Thing {
    type Key = i64;

    fn spec() -> &'static ResourceSpec {
        &THING
    }

    fn value(&self, _: usize) -> Value {
        Value::Null
    }

    fn from_values(_: Vec<Value>) -> Result<Self, TypeMismatch> {
        Ok(Self)
    }
}

const SIZE: DataType = DataType::enumeration("Size", "How big a thing is.", &["small", "large"]);
const OTHER_SIZE: DataType = DataType::enumeration("Size", "How big a spare is.", &["s", "m", "l"]);
const CODE: DataType =
    DataType::new(Kind::Text).named("Code", "A code as on the label.", &[Rule::Pattern("^[A-Z]{2}-[0-9]{3}$")]);

fn even(value: &Value) -> Result<(), Invalid> {
    match value {
        Value::Integer(n) if n % 2 != 0 => Err(Invalid::new("odd", "must be even")),
        _ => Ok(()),
    }
}

static ADDRESS: ObjectSpec = ObjectSpec::new(
    "Address",
    "Where something is.",
    &[
        Member::new::<String>("street", "The street.").rules(&[Rule::NonBlank, Rule::Length { min: None, max: Some(80) }]),
        Member::new::<Option<String>>("note", ""),
        Member::new::<Vec<String>>("tags", "Labels.")
            .rules(&[Rule::Length { min: Some(1), max: Some(3) }, Rule::Each(&[Rule::Length { min: Some(2), max: Some(9) }])]),
        Member::new::<std::collections::BTreeMap<String, i32>>("counts", "How many of what.").optional(),
    ],
);
static ADDRESS_SHAPE: Shape = Shape::object(|| &ADDRESS);

const fn column(field: &'static str, data_type: DataType) -> ColumnSpec {
    let mut this = ColumnSpec::new::<String>(field);
    this.data_type = data_type;
    this
}

pub(in crate::openapi) static SPARE: ResourceSpec = ResourceSpec {
    name: "Spare",
    path: "/spares",
    table: "spares",
    docs: "A spare part.",
    columns: &[
        ColumnSpec::new::<Uuid>("id").docs("Its key.").generated(Generated::Key),
        column("size", OTHER_SIZE).filter(),
        ColumnSpec::new::<String>("label").unique(),
    ],
    keys: &[0],
    rules: &[],
    operations: &[Operation::List, Operation::Create, Operation::Get, Operation::Delete],
    read: Policy::Public,
    create: Policy::Authenticated,
    update: Policy::Authenticated,
    delete: Policy::Scope("spares:delete"),
    page_size: 20,
    max_page_size: 100,
    ..ResourceSpec::USUAL
};

pub(in crate::openapi) static THING: ResourceSpec = ResourceSpec {
    name: "Thing",
    path: "/things",
    table: "things",
    docs: "A thing with everything.",
    columns: &[
        ColumnSpec::new::<i64>("id").docs("Its key.").generated(Generated::Key).sort(),
        ColumnSpec::new::<bool>("flag").filter().sort(),
        ColumnSpec::new::<i8>("i8").filter(),
        ColumnSpec::new::<i16>("i16"),
        ColumnSpec::new::<i32>("i32").rules(&[Rule::Custom(even), Rule::OneOf(&[Literal::Integer(1), Literal::Integer(2)])]),
        ColumnSpec::new::<Option<u8>>("u8"),
        ColumnSpec::new::<u16>("u16"),
        ColumnSpec::new::<u32>("u32").rules(&[Rule::Range { min: Some(Number::Integer(10)), max: None }]),
        ColumnSpec::new::<u64>("u64").filter(),
        ColumnSpec::new::<f32>("f32"),
        ColumnSpec::new::<f64>("f64")
            .rules(&[Rule::Range { min: Some(Number::Float(0.25)), max: Some(Number::Integer(1)) }])
            .filter(),
        ColumnSpec::new::<String>("text").rules(&[Rule::Length { min: Some(1), max: Some(200) }]).filter().sort(),
        ColumnSpec::new::<Option<String>>("note").docs("A note.").filter(),
        ColumnSpec::new::<String>("email").rules(&[Rule::Email, Rule::Length { min: None, max: Some(254) }]).unique(),
        ColumnSpec::new::<Option<String>>("url").rules(&[Rule::Url]),
        ColumnSpec::new::<String>("name").rules(&[Rule::NonBlank, Rule::Length { min: None, max: Some(100) }]),
        ColumnSpec::new::<String>("plate").rules(&[Rule::Pattern("^[A-Z]{1,3}[0-9]+$")]),
        ColumnSpec::new::<String>("color").rules(&[Rule::OneOf(&[Literal::Text("red"), Literal::Text("blue")])]),
        column("size", SIZE).docs("Its size.").filter().sort().default(|| Value::Text("small".to_owned()), true),
        column("old_size", SIZE.or_null()),
        column("code", CODE).filter(),
        column("short_code", CODE).rules(&[Rule::Length { min: None, max: Some(6) }]),
        ColumnSpec::new::<Vec<u8>>("bytes").rules(&[Rule::Length { min: Some(1), max: Some(16) }]),
        ColumnSpec::new::<Uuid>("uuid").filter(),
        ColumnSpec::new::<NaiveDate>("date").filter(),
        ColumnSpec::new::<NaiveTime>("time").filter(),
        ColumnSpec::new::<NaiveDateTime>("local"),
        ColumnSpec::new::<DateTime<Utc>>("moment").filter(),
        ColumnSpec::new::<Decimal>("price")
            .rules(&[Rule::Range { min: Some(Number::Integer(0)), max: Some(Number::Integer(1000)) }])
            .filter(),
        ColumnSpec::new::<serde_json::Value>("json"),
        ColumnSpec::new::<Option<serde_json::Value>>("json_or_null"),
        column("address", DataType::json(&ADDRESS_SHAPE)),
        column("old_address", DataType::json(&ADDRESS_SHAPE).or_null()),
        ColumnSpec::new::<Option<Id<Spare>>>("spare_id").filter(),
        ColumnSpec::new::<String>("secret").visibility(Visibility::WriteOnly),
        ColumnSpec::new::<String>("state").visibility(Visibility::ReadOnly).default(|| Value::Text("new".to_owned()), true),
        ColumnSpec::new::<i32>("random").default(|| Value::Integer(4), false),
        ColumnSpec::new::<Id<Spare>>("owner").generated(Generated::Owner).owner(),
        ColumnSpec::new::<DateTime<Utc>>("created_at").generated(Generated::CreatedAt).sort(),
        ColumnSpec::new::<DateTime<Utc>>("updated_at").generated(Generated::UpdatedAt),
    ],
    keys: &[0],
    rules: &[],
    operations: &Operation::ALL,
    read: Policy::Any(&[Policy::Owner, Policy::Scope("things:read")]),
    create: Policy::Authenticated,
    update: Policy::All(&[Policy::Owner, Policy::Not(&Policy::Scope("guest"))]),
    delete: Policy::Owner,
    page_size: 10,
    max_page_size: 50,
    ..ResourceSpec::USUAL
};

pub(in crate::openapi) static ALL: [&ResourceSpec; 2] = [&SPARE, &THING];
