//! What was applied: the table `_sqlx_migrations`, with the columns and the meaning that sqlx gives it, so that either tool can go on where the
//! other stopped.
//!
//! A row with `success = false` is a script without a transaction that has not come to its end. sqlx calls that dirty and does not go on. In
//! such a row `execution_time` counts the statements that are done and `checksum` is that of their text, so that `up` goes on behind them.

use crate::{
    db::{Arg, DbError, Dialect, Executor, Row, Session, Statement},
    query::builder::Sql,
    spec::{Kind, Value},
};

/// A row of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) version: i64,
    pub(crate) description: String,
    /// When it was applied, in UTC.
    pub(crate) applied_at: String,
    /// Whether it came to its end.
    pub(crate) done: bool,
    pub(crate) checksum: Vec<u8>,
    /// How many nanoseconds it took, -1 where that is not known; how many statements are done while it is not `done`.
    pub(crate) time: i64,
}

/// Where the statements about the history run.
pub(crate) trait Runs {
    fn dialect(&self) -> Dialect;

    fn rows(&mut self, statement: Statement) -> impl Future<Output = Result<Vec<Row>, DbError>> + Send;
}

impl Runs for Executor {
    fn dialect(&self) -> Dialect {
        self.dialect()
    }

    async fn rows(&mut self, statement: Statement) -> Result<Vec<Row>, DbError> {
        self.fetch_all(statement).await
    }
}

impl Runs for Session {
    fn dialect(&self) -> Dialect {
        self.dialect()
    }

    async fn rows(&mut self, statement: Statement) -> Result<Vec<Row>, DbError> {
        self.fetch_all(statement).await
    }
}

/// All rows, by their versions; none where the table does not exist.
pub(crate) async fn read(on: &mut impl Runs) -> Result<Vec<Entry>, DbError> {
    let exists = match on.dialect() {
        Dialect::Sqlite => "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'",
        Dialect::Postgres => "SELECT 1 WHERE to_regclass('_sqlx_migrations') IS NOT NULL",
    };
    if on.rows(once(exists, Vec::new())).await?.is_empty() {
        return Ok(Vec::new());
    }
    let select = match on.dialect() {
        Dialect::Sqlite => {
            "SELECT version, description, CAST(installed_on AS TEXT), success, CAST(checksum AS BLOB), execution_time \
             FROM _sqlx_migrations ORDER BY version"
        }
        Dialect::Postgres => {
            "SELECT version, description, to_char(installed_on AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), success, checksum, \
             execution_time FROM _sqlx_migrations ORDER BY version"
        }
    };
    on.rows(once(select, Vec::new())).await?.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<Entry, DbError> {
    let number = |index| match row.value(index, Kind::I64)? {
        Value::Integer(number) => Ok(number),
        _ => Err(odd()),
    };
    let text = |index| match row.value(index, Kind::Text)? {
        Value::Text(text) => Ok(text),
        _ => Err(odd()),
    };
    let (Value::Bool(done), Value::Bytes(checksum)) = (row.value(3, Kind::Bool)?, row.value(4, Kind::Bytes)?) else {
        return Err(odd());
    };
    Ok(Entry { version: number(0)?, description: text(1)?, applied_at: text(2)?, done, checksum, time: number(5)? })
}

fn odd() -> DbError {
    DbError::Other(sqlx::Error::Decode("a value of _sqlx_migrations is not of its type".into()))
}

/// Makes the table, where it is missing.
pub(crate) async fn create(on: &mut impl Runs) -> Result<(), DbError> {
    let create = match on.dialect() {
        Dialect::Sqlite => {
            "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
             installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, \
             execution_time BIGINT NOT NULL)"
        }
        Dialect::Postgres => {
            "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
             installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, \
             execution_time BIGINT NOT NULL)"
        }
    };
    on.rows(once(create, Vec::new())).await.map(drop)
}

/// Adds a row. A version that is there already is [`DbError::Unique`], also when another program adds it at the same time.
pub(crate) async fn insert(
    on: &mut impl Runs,
    version: i64,
    description: &str,
    checksum: &[u8],
    done: bool,
) -> Result<(), DbError> {
    const INSERT: &str =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES ($1, $2, $3, $4, $5)";
    let values = vec![
        integer(version),
        Arg::new(Value::Text(description.to_owned()), Kind::Text),
        Arg::new(Value::Bool(done), Kind::Bool),
        Arg::new(Value::Bytes(checksum.to_vec()), Kind::Bytes),
        integer(if done { -1 } else { 0 }),
    ];
    on.rows(once(INSERT, values)).await.map(drop)
}

/// Notes that it came to its end.
pub(crate) async fn finish(on: &mut impl Runs, version: i64, checksum: &[u8], nanoseconds: i64) -> Result<(), DbError> {
    const FINISH: &str = "UPDATE _sqlx_migrations SET success = $1, checksum = $2, execution_time = $3 WHERE version = $4";
    let checksum = Arg::new(Value::Bytes(checksum.to_vec()), Kind::Bytes);
    let values = vec![Arg::new(Value::Bool(true), Kind::Bool), checksum, integer(nanoseconds), integer(version)];
    on.rows(once(FINISH, values)).await.map(drop)
}

/// The statement that notes how far a script without a transaction is. It stands without values, since it has to run on the connection of the
/// script, inside the transaction that the script may have begun, and as the script does.
pub(crate) fn progress(version: i64, statements: i64, checksum: &[u8], dialect: Dialect) -> sqlx::SqlStr {
    let mut sql = Sql::new();
    sql.push("UPDATE _sqlx_migrations SET execution_time = ").integer(statements);
    sql.push(", checksum = ").bytes(checksum, dialect).push(" WHERE version = ").integer(version);
    sql.finish()
}

/// Removes a row.
pub(crate) async fn remove(on: &mut impl Runs, version: i64) -> Result<(), DbError> {
    on.rows(once("DELETE FROM _sqlx_migrations WHERE version = $1", vec![integer(version)])).await.map(drop)
}

pub(super) const fn integer(number: i64) -> Arg {
    Arg::new(Value::Integer(number), Kind::I64)
}

/// A statement that is not worth keeping prepared.
pub(super) fn once(sql: &'static str, values: Vec<Arg>) -> Statement {
    let mut statement = Statement::literal(sql, values);
    statement.prepared = false;
    statement
}
