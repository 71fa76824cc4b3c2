//! Resources with columns of every kind, and made-up rows.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use proptest::prelude::*;
use restkit::{
    Column, ColumnSpec, DataType, Generated, Id, Kind, Literal, Number, Operation, Policy, ResourceSpec, Rule, TypeMismatch,
    Value, Visibility,
    db::{Db, DbError, PoolSettings, Statement},
};
use restkit_tests::database::{Backend, Database};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A word of an enum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Status(&'static str);

impl Column for Status {
    const TYPE: DataType = DataType::enumeration("Status", "", &["todo", "it's \"done\""]);

    fn to_value(&self) -> Value {
        Value::Text(self.0.to_owned())
    }

    fn from_value(_: Value) -> Result<Self, TypeMismatch> {
        Err(TypeMismatch { expected: "status" })
    }
}

/// A resource of which only the table of facts is of interest.
macro_rules! described {
    ($name:ident, $spec:ident) => {
        pub(super) struct $name;

        impl restkit::Resource for $name {
            type Key = i64;

            fn spec() -> &'static restkit::ResourceSpec {
                &$spec
            }

            fn value(&self, _: usize) -> restkit::Value {
                restkit::Value::Null
            }

            fn from_values(_: Vec<restkit::Value>) -> Result<Self, restkit::TypeMismatch> {
                Ok(Self)
            }
        }
    };
}
pub(super) use described;

described!(User, USER);

pub const fn resource(
    name: &'static str,
    table: &'static str,
    columns: &'static [ColumnSpec],
    keys: &'static [usize],
) -> ResourceSpec {
    ResourceSpec {
        name,
        path: "/things",
        table,
        docs: "",
        columns,
        keys,
        rules: &[],
        operations: &Operation::ALL,
        read: Policy::Public,
        create: Policy::Public,
        update: Policy::Public,
        delete: Policy::Public,
        page_size: 20,
        max_page_size: 100,
        ..ResourceSpec::USUAL
    }
}

pub(super) static USER: ResourceSpec = resource(
    "User",
    "order",
    &[
        ColumnSpec::new::<i64>("id").generated(Generated::Key).owner(),
        ColumnSpec::new::<String>("email").column("select").unique(),
        ColumnSpec::new::<String>("secret").visibility(Visibility::WriteOnly),
        ColumnSpec::new::<Option<i32>>("age").filter().sort(),
    ],
    &[0],
);

/// Every kind, nullable but for the key, in an order in which a write-only column stands in the middle.
pub(super) static THING: ResourceSpec = resource(
    "Thing",
    "things",
    &[
        ColumnSpec::new::<Uuid>("id").generated(Generated::Key),
        ColumnSpec::new::<Option<bool>>("bool").sort().filter(),
        ColumnSpec::new::<Option<i8>>("i8"),
        ColumnSpec::new::<Option<i16>>("i16"),
        ColumnSpec::new::<Option<i32>>("i32"),
        ColumnSpec::new::<Option<i64>>("i64").sort(),
        ColumnSpec::new::<Option<u8>>("u8"),
        ColumnSpec::new::<Option<u16>>("u16"),
        ColumnSpec::new::<Option<u32>>("u32"),
        ColumnSpec::new::<Option<String>>("hidden").visibility(Visibility::WriteOnly),
        ColumnSpec::new::<Option<u64>>("u64"),
        ColumnSpec::new::<Option<f32>>("f32"),
        ColumnSpec::new::<Option<f64>>("f64").sort(),
        ColumnSpec::new::<Option<String>>("text")
            .member("te\"xt")
            .rules(&[Rule::Length { min: None, max: Some(600) }])
            .sort()
            .filter(),
        ColumnSpec::new::<Option<Vec<u8>>>("bytes"),
        ColumnSpec::new::<Option<Uuid>>("uuid"),
        ColumnSpec::new::<Option<NaiveDate>>("date").sort(),
        ColumnSpec::new::<Option<NaiveTime>>("time"),
        ColumnSpec::new::<Option<NaiveDateTime>>("datetime"),
        ColumnSpec::new::<Option<DateTime<Utc>>>("timestamp").sort(),
        ColumnSpec::new::<Option<Decimal>>("decimal").sort(),
        ColumnSpec::new::<Option<serde_json::Value>>("json"),
        ColumnSpec::new::<Option<Id<User>>>("owner_id").generated(Generated::Owner).owner(),
    ],
    &[0],
);

/// Few columns that are never null, and rules.
pub(super) static TASK: ResourceSpec = resource(
    "Task",
    "tasks",
    &[
        ColumnSpec::new::<i64>("id").generated(Generated::Key),
        ColumnSpec::new::<String>("title").rules(&[Rule::Length { min: Some(1), max: Some(5) }]).sort().filter(),
        ColumnSpec::new::<Status>("status").filter(),
        ColumnSpec::new::<u8>("priority")
            .rules(&[Rule::Range { min: Some(Number::Integer(1)), max: Some(Number::Integer(5)) }])
            .sort(),
        ColumnSpec::new::<Option<Decimal>>("price")
            .rules(&[Rule::Range { min: Some(Number::Float(0.1)), max: Some(Number::Integer(100)) }]),
        ColumnSpec::new::<Option<String>>("size").rules(&[Rule::OneOf(&[Literal::Text("s"), Literal::Text("l")])]),
        ColumnSpec::new::<Option<Vec<u8>>>("blob").rules(&[Rule::Length { min: None, max: Some(3) }]),
        ColumnSpec::new::<Id<User>>("owner_id").generated(Generated::Owner).owner(),
    ],
    &[0],
);

pub static ALL: &[&ResourceSpec] = &[&TASK, &THING, &USER];

/// A database with all tables, and a connection to it. The first must live as long as the second.
pub(super) async fn open(backend: Backend) -> (Database, Db) {
    let database = Database::migrated(backend, ALL).await;
    let db = connect(database.url()).await;
    (database, db)
}

pub(super) async fn connect(url: &str) -> Db {
    Db::connect(url, &PoolSettings { max_connections: 4, ..PoolSettings::default() }).await.unwrap()
}

/// Tries for a minute: what must succeed with a pool whose patience a test made short, on a busy machine too.
pub(super) async fn at_last<T>(attempt: impl AsyncFn() -> Result<T, DbError>) -> T {
    let started = Instant::now();
    loop {
        match attempt().await {
            Ok(done) => return done,
            Err(DbError::Unavailable(_)) if started.elapsed() < Duration::from_secs(60) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

/// The backends to test with.
pub(super) fn backends() -> impl Iterator<Item = Backend> {
    [Backend::Sqlite, Backend::Postgres].into_iter().filter(|backend| backend.is_available())
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Values of a kind: few, so that rows have them in common, with the difficult ones among them. Never null.
pub(super) fn value(kind: Kind) -> BoxedStrategy<Value> {
    let micros = prop_oneof![
        Just(0),
        Just(-1),
        Just(1_700_000_000_123_456),
        Just(-62_167_219_200_000_000),
        Just(253_402_300_799_999_999),
        -62_167_219_200_000_000..=253_402_300_799_999_999i64,
    ];
    match kind {
        Kind::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Kind::F32 => prop_oneof![Just(0.1f32), Just(-0.0), Just(0.0), Just(f32::MAX), -2f32..2.]
            .prop_map(|n| Value::Float(f64::from(n)))
            .boxed(),
        Kind::F64 => prop_oneof![Just(0.1), Just(-0.0), Just(0.0), Just(f64::MIN), -2f64..2.].prop_map(Value::Float).boxed(),
        Kind::Text => prop_oneof![
            Just(String::new()),
            "[aAbBäÄßẞsSſkK\u{212a}]{0,3}",
            "[ -~]{0,3}",
            any::<String>().prop_map(|text| text.replace('\0', "0")),
            Just("\u{ffff}".to_owned()),
            Just("\u{10000}'\"\\".to_owned())
        ]
        .prop_map(Value::Text)
        .boxed(),
        Kind::Bytes => prop::collection::vec(any::<u8>(), 0..3).prop_map(Value::Bytes).boxed(),
        Kind::Uuid => prop_oneof![Just(0), Just(1), any::<u128>()].prop_map(|n| Value::Uuid(Uuid::from_u128(n))).boxed(),
        Kind::Date => micros.prop_map(|m| Value::Date(DateTime::from_timestamp_micros(m).unwrap().date_naive())).boxed(),
        Kind::Time => micros.prop_map(|m| Value::Time(DateTime::from_timestamp_micros(m).unwrap().time())).boxed(),
        Kind::DateTime => micros.prop_map(|m| Value::DateTime(DateTime::from_timestamp_micros(m).unwrap().naive_utc())).boxed(),
        Kind::Timestamp => micros.prop_map(|m| Value::Timestamp(DateTime::from_timestamp_micros(m).unwrap())).boxed(),
        Kind::Decimal => prop_oneof![
            (-20i64..20, 0u32..3).prop_map(|(n, scale)| Decimal::new(n, scale)),
            Just(Decimal::MAX),
            Just(Decimal::MIN),
            Just(Decimal::new(1, 28)),
            (any::<i64>(), 0u32..20).prop_map(|(n, scale)| Decimal::new(n, scale)),
        ]
        .prop_map(|d| Value::Decimal(d.normalize()))
        .boxed(),
        Kind::Json => prop_oneof![
            Just(serde_json::Value::Null),
            Just(serde_json::json!([null, true, 1, 2.5, "1", "\u{1}ä", [1]])),
            Just(serde_json::json!({"a": 1.0, "b": "", "": {"a": 1}})),
            Just(serde_json::json!({"a": true, "b": null})),
            Just(serde_json::json!({"b": [1, 2.5, "\u{1}ä"], "a": {"": null}})),
            any::<i32>().prop_map(serde_json::Value::from)
        ]
        .prop_map(Value::Json)
        .boxed(),
        kind => {
            let (least, most) = kind.integer_range().unwrap();
            prop_oneof![least..=most, Just(least), Just(most), 0..=3i64].prop_map(Value::Integer).boxed()
        }
    }
}

/// A value of a kind, or null.
pub(super) fn nullable(kind: Kind) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 3 => value(kind)].boxed()
}

/// The values of a [`THING`] by column; the owner is null.
pub(super) fn thing() -> impl Strategy<Value = Vec<Value>> {
    let columns: Vec<BoxedStrategy<Value>> = THING
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| match at {
            0 => any::<u128>().prop_map(|n| Value::Uuid(Uuid::from_u128(n))).boxed(),
            _ if column.owner => Just(Value::Null).boxed(),
            _ => nullable(column.data_type.kind),
        })
        .collect();
    columns
}

/// Runs a test on made-up input with a database at hand.
pub(super) fn check<T: std::fmt::Debug>(
    cases: u32,
    input: impl Strategy<Value = T>,
    test: impl AsyncFn(&Db, T) -> Result<(), TestCaseError>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for backend in backends() {
        let (_database, db) = runtime.block_on(open(backend));
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        let mut runner = proptest::test_runner::TestRunner::new(config);
        let run = async |case| {
            // What a failed case has left, which is run again with less input.
            db.execute(Statement::literal("DELETE FROM things", Vec::new())).await.unwrap();
            test(&db, case).await
        };
        runner.run(&input, |case| runtime.block_on(run(case))).unwrap_or_else(|error| panic!("{backend:?}: {error}"));
    }
}
