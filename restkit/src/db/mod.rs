//! The database: SQLite and PostgreSQL behind one concrete type.

use crate::spec::{Kind, ResourceSpec, Value};
use std::time::Duration;

/// Which SQL the database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A value to bind, with the kind that says how (a null needs it).
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    pub value: Value,
    pub kind: Kind,
}

/// SQL text made by `query` (the only place that uses AssertSqlSafe) or a literal, and the values to bind: `$1` is `args[0]`.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: sqlx::SqlStr,
    pub args: Vec<Arg>,
}

#[derive(Clone, Debug)]
pub struct PoolSettings {
    pub max_connections: u32,
    pub min_connections: u32,
    pub acquire_timeout: Duration,
    pub idle_timeout: Option<Duration>,
    pub max_lifetime: Option<Duration>,
}
impl Default for PoolSettings {
    fn default() -> Self {
        unimplemented!()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique rule is broken: the columns at fault by their name in the database.
    #[error("unique conflict")]
    Unique { table: Option<String>, columns: Vec<String> },
    /// A foreign key is broken. `columns`: the referring columns, empty when the database does not say (SQLite);
    /// `referenced`: true when the row is still referred to (delete/update of the parent).
    #[error("foreign key conflict")]
    ForeignKey { constraint: Option<String> },
    /// A CHECK or NOT NULL of the table.
    #[error("check failed")]
    Check { constraint: Option<String> },
    /// Serialization failure or deadlock: try again.
    #[error("serialization failure")]
    Serialization,
    /// No connection in time, or the database is away.
    #[error("database unavailable")]
    Unavailable(#[source] sqlx::Error),
    #[error("database error")]
    Other(#[source] sqlx::Error),
}

#[derive(Clone, Debug)]
pub struct Db;
#[derive(Debug)]
pub struct Tx;
#[derive(Debug)]
pub struct Row;

impl Db {
    pub async fn connect(_url: &str, _settings: &PoolSettings) -> Result<Self, DbError> {
        unimplemented!()
    }
    pub fn dialect(&self) -> Dialect {
        unimplemented!()
    }
    pub async fn fetch_optional(&self, _s: Statement) -> Result<Option<Row>, DbError> {
        unimplemented!()
    }
    pub async fn fetch_all(&self, _s: Statement) -> Result<Vec<Row>, DbError> {
        unimplemented!()
    }
    pub async fn execute(&self, _s: Statement) -> Result<u64, DbError> {
        unimplemented!()
    }
    pub async fn begin(&self) -> Result<Tx, DbError> {
        unimplemented!()
    }
    /// The one seam for reads by key: args[0] is the key, the rest are the policy's parameters.
    pub async fn read_by_key(&self, _resource: &'static ResourceSpec, _s: Statement) -> Result<Option<Row>, DbError> {
        unimplemented!()
    }
    pub async fn close(&self) {
        unimplemented!()
    }
}
impl Tx {
    pub async fn fetch_optional(&mut self, _s: Statement) -> Result<Option<Row>, DbError> {
        unimplemented!()
    }
    pub async fn fetch_all(&mut self, _s: Statement) -> Result<Vec<Row>, DbError> {
        unimplemented!()
    }
    pub async fn execute(&mut self, _s: Statement) -> Result<u64, DbError> {
        unimplemented!()
    }
    pub async fn commit(self) -> Result<(), DbError> {
        unimplemented!()
    }
    pub async fn rollback(self) -> Result<(), DbError> {
        unimplemented!()
    }
}
impl Row {
    /// The value of the column at `index` of the select list.
    pub fn value(&self, _index: usize, _kind: Kind) -> Result<Value, DbError> {
        unimplemented!()
    }
    /// Appends the value at `index` as JSON, straight from the driver's buffer.
    pub fn write_json(&self, _index: usize, _kind: Kind, _out: &mut Vec<u8>) -> Result<(), DbError> {
        unimplemented!()
    }
}
