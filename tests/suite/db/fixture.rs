//! Resources for the tests of `query`, `schema` and `db`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{
    db::{Db, PoolSettings},
    spec::{
        Column, ColumnSpec, DataType, Generated, Id, Literal, Number, Operation, Policy, Resource, ResourceSpec, Rule,
        TypeMismatch, Value, Visibility,
    },
};

/// A word of an enum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Status(&'static str);

impl Column for Status {
    const TYPE: DataType = DataType::enumeration("Status", "", &["todo", "it's \"done\""]);

    fn into_value(self) -> Value {
        Value::Text(self.0.to_owned())
    }

    fn from_value(_: Value) -> Result<Self, TypeMismatch> {
        Err(TypeMismatch { expected: "status" })
    }
}

pub(crate) struct User;

impl Resource for User {
    type Key = i64;

    fn spec() -> &'static ResourceSpec {
        &USER
    }
}

pub(crate) const fn resource(
    name: &'static str,
    table: &'static str,
    columns: &'static [ColumnSpec],
    key: usize,
) -> ResourceSpec {
    ResourceSpec {
        name,
        path: "/things",
        table,
        docs: "",
        columns,
        key,
        rules: &[],
        operations: &Operation::ALL,
        read: Policy::Public,
        create: Policy::Public,
        update: Policy::Public,
        delete: Policy::Public,
        page_size: 20,
        max_page_size: 100,
    }
}

pub(crate) static USER: ResourceSpec = resource(
    "User",
    "order",
    &[
        ColumnSpec::new::<i64>("id").generated(Generated::Key).owner(),
        ColumnSpec::new::<String>("email").column("select").unique(),
        ColumnSpec::new::<String>("secret").visibility(Visibility::WriteOnly),
        ColumnSpec::new::<Option<i32>>("age").filter().sort(),
    ],
    0,
);

/// Every kind, nullable but for the key, in an order in which a write-only column stands in the middle.
pub(crate) static THING: ResourceSpec = resource(
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
        ColumnSpec::new::<Option<String>>("text").member("te\"xt").sort().filter(),
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
    0,
);

/// Few columns that are never null, and rules.
pub(crate) static TASK: ResourceSpec = resource(
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
    0,
);

pub(crate) static ALL: &[&ResourceSpec] = &[&TASK, &THING, &USER];

/// An empty database in memory with all tables.
pub(crate) async fn sqlite() -> Db {
    let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await.unwrap();
    crate::schema::migrate(&db, ALL).await.unwrap();
    db
}

/// The PostgreSQL server to test with, where one was named.
pub(crate) fn postgres_url() -> Option<String> {
    std::env::var("RESTKIT_TEST_POSTGRES").ok()
}

/// An empty PostgreSQL database with all tables, in a schema of its own.
pub(crate) async fn postgres() -> Option<Db> {
    let url = postgres_url()?;
    let schema = format!("t{}", Uuid::now_v7().simple());
    let admin = Db::connect(&url, &PoolSettings { max_connections: 1, ..PoolSettings::default() }).await.unwrap();
    let mut sql = super::builder::Sql::new();
    sql.push("CREATE SCHEMA ").name(&schema);
    let sql = sql.finish();
    admin.execute(crate::db::Statement { sql, args: Vec::new(), writes: true, prepared: false }).await.unwrap();
    admin.close().await;
    let joint = if url.contains('?') { '&' } else { '?' };
    let db = Db::connect(&format!("{url}{joint}options=-csearch_path%3D{schema}"), &PoolSettings::default()).await.unwrap();
    crate::schema::migrate(&db, ALL).await.unwrap();
    Some(db)
}

/// The databases to test with: always SQLite, PostgreSQL where one was named.
pub(crate) async fn databases() -> Vec<Db> {
    let mut all = vec![sqlite().await];
    all.extend(postgres().await);
    all
}
