//! The same tasks as restkit generates them.

use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, Utc};
use restkit::{
    Column, ColumnEnum, ColumnSpec, DataType, Generated, Id, Mount, NotNull, Number, Operation, Policy, Resource, ResourceSpec,
    Rule, TypeMismatch, Value, Visibility,
    auth::{JwtSettings, Verifier},
    db::{Db, PoolSettings},
    http::{Limits, Service},
    query::CursorKey,
};

use super::Settings;
use crate::Result;

macro_rules! words {
    ($ty:ident $($v:ident $w:literal),*) => {
        impl Column for $ty {
            const TYPE: DataType = DataType::enumeration(stringify!($ty), "", &[$($w),*]);
            fn into_value(self) -> Value { Value::Text(self.word().to_owned()) }
            fn from_value(v: Value) -> Result<Self, TypeMismatch> {
                match v { $(Value::Text(t) if t == $w => Ok(Self::$v),)* _ => Err(TypeMismatch { expected: "word" }) }
            }
        }
        impl NotNull for $ty {}
        impl ColumnEnum for $ty {
            const WORDS: &'static [&'static str] = &[$($w),*];
            fn word(&self) -> &'static str { match self { $(Self::$v => $w),* } }
            fn from_word(word: &str) -> Option<Self> { match word { $($w => Some(Self::$v),)* _ => None } }
        }
    };
}
/// r
#[derive(Clone, Copy, Debug)]
pub enum Role {
    User,
    Admin,
}
words!(Role User "user", Admin "admin");
/// s
#[derive(Clone, Copy, Debug)]
pub enum Status {
    Todo,
    Doing,
    Done,
}
words!(Status Todo "todo", Doing "doing", Done "done");

/// u
pub struct User;
/// t
pub struct Task;
const READ: Policy = Policy::Any(&[Policy::Owner, Policy::Role(&Role::Admin)]);
static USER: ResourceSpec = ResourceSpec {
    name: "User",
    path: "/users",
    table: "users",
    docs: "",
    key: 0,
    rules: &[],
    operations: &Operation::ALL,
    read: READ,
    create: Policy::Public,
    update: Policy::Owner,
    delete: READ,
    page_size: 20,
    max_page_size: 100,
    columns: &[
        ColumnSpec::new::<i64>("id").generated(Generated::Key).owner(),
        ColumnSpec::new::<String>("email").rules(&[Rule::Email, Rule::Length { min: None, max: Some(254) }]).unique(),
        ColumnSpec::new::<String>("name").rules(&[Rule::NonBlank, Rule::Length { min: None, max: Some(100) }]),
        ColumnSpec::new::<Role>("role").visibility(Visibility::ReadOnly).default(|| Column::into_value(Role::User), true),
    ],
};
static TASK: ResourceSpec = ResourceSpec {
    name: "Task",
    path: "/tasks",
    table: "tasks",
    docs: "",
    key: 0,
    rules: &[],
    operations: &Operation::ALL,
    read: READ,
    create: Policy::Authenticated,
    update: READ,
    delete: READ,
    page_size: 20,
    max_page_size: 100,
    columns: &[
        ColumnSpec::new::<i64>("id").generated(Generated::Key),
        ColumnSpec::new::<String>("title").rules(&[Rule::Length { min: Some(1), max: Some(200) }]).filter().sort(),
        ColumnSpec::new::<Option<String>>("description").rules(&[Rule::Length { min: None, max: Some(10_000) }]),
        ColumnSpec::new::<Status>("status").filter().sort().default(|| Column::into_value(Status::Todo), true),
        ColumnSpec::new::<i16>("priority")
            .rules(&[Rule::Range { min: Some(Number::Integer(1)), max: Some(Number::Integer(5)) }])
            .filter()
            .sort()
            .default(|| Value::Integer(3), true),
        ColumnSpec::new::<Id<User>>("owner_id").generated(Generated::Owner).owner(),
        ColumnSpec::new::<DateTime<Utc>>("created_at").generated(Generated::CreatedAt).sort(),
        ColumnSpec::new::<DateTime<Utc>>("updated_at").generated(Generated::UpdatedAt),
    ],
};
impl Resource for User {
    type Key = i64;
    fn spec() -> &'static ResourceSpec {
        &USER
    }
}
impl Resource for Task {
    type Key = i64;
    fn spec() -> &'static ResourceSpec {
        &TASK
    }
}

/// What the tables are made from.
pub fn resources() -> [&'static ResourceSpec; 2] {
    [User::spec(), Task::spec()]
}

/// The app on the database that the settings name, and the limits to serve it with.
///
/// # Errors
/// When the database cannot be reached.
pub async fn router(settings: &Settings) -> Result<(Router, Limits)> {
    let pool =
        PoolSettings { max_connections: settings.connections, min_connections: settings.connections, ..PoolSettings::default() };
    let limits = Limits::default();
    let service = Service {
        db: Db::connect(&settings.database_url, &pool).await?,
        verifier: Verifier::new(&JwtSettings { secret: Some(settings.secret.clone().into()), ..JwtSettings::default() })?,
        cursors: CursorKey::new(&settings.cursor_key),
        limits: limits.clone(),
    };
    let mounts = resources().map(|resource| Mount { path: format!("/api/v1{}", resource.path), resource });
    Ok((restkit::http::router(Arc::new(service), &mounts, Router::new())?, limits))
}
