//! Creating what is missing, and saying what is.

use std::collections::HashSet;

use super::{ddl::create_where, declared};
use crate::{
    db::{Arg, Db, DbError, Dialect, Row, Statement, Tx},
    query::{ROW_VERSION, builder::of_schema},
    spec::{Kind, ResourceSpec, Value},
};

/// The lock under which restkit changes the schema of a PostgreSQL database: the letters of its name as a number.
const LOCK: i64 = i64::from_be_bytes(*b"\0restkit");

/// Creates the tables that are missing with their indexes, all or none; answers their names. Tables that exist are left as they are.
///
/// Several processes may call it at once: one of them creates the tables, the others wait and find them.
///
/// # Errors
/// As [`DbError`] says; nothing was created then.
pub async fn migrate(db: &Db, resources: &[&'static ResourceSpec]) -> Result<Vec<String>, DbError> {
    let tx = db.begin().await?;
    // SQLite's transactions begin with the right to write, which only one has.
    if db.dialect() == Dialect::Postgres {
        let lock = vec![Arg::new(Value::Integer(LOCK), Kind::I64)];
        tx.fetch_optional(once(Statement::literal("SELECT pg_advisory_xact_lock($1)", lock))).await?;
    }
    let existing = tables(&tx, db.dialect()).await?;
    let wanted = |spec: &ResourceSpec| !existing.contains(spec.table);
    let schema = declared(resources, db.dialect());
    for sql in create_where(&schema, &|table| !existing.contains(&table.name), db.dialect()) {
        tx.execute(Statement { sql: of_schema(&sql), args: Vec::new(), writes: true, prepared: false, packed: false }).await?;
    }
    tx.commit().await?;
    let mut created: Vec<String> = Vec::new();
    for spec in resources {
        if wanted(spec) && !created.iter().any(|table| table == spec.table) {
            created.push(spec.table.to_owned());
        }
    }
    Ok(created)
}

/// What the live database lacks: `tasks` for a table, `tasks.title` for a column of a table that exists.
///
/// # Errors
/// As [`DbError`] says.
pub async fn missing(db: &Db, resources: &[&'static ResourceSpec]) -> Result<Vec<String>, DbError> {
    let statement = match db.dialect() {
        Dialect::Sqlite => {
            "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_xinfo(t.name) AS c WHERE t.type IN ('table', 'view')"
        }
        Dialect::Postgres => {
            "SELECT c.relname::text, a.attname::text FROM pg_catalog.pg_attribute AS a \
             JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid \
             WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'f') AND pg_catalog.pg_table_is_visible(c.oid)"
        }
    };
    let mut found: HashSet<(String, String)> = HashSet::new();
    let mut tables: HashSet<String> = HashSet::new();
    for row in db.fetch_all(once(Statement::literal(statement, Vec::new()))).await? {
        let (table, column) = (text(&row, 0)?, text(&row, 1)?);
        tables.insert(table.clone());
        found.insert((table, column));
    }
    let mut missing = Vec::new();
    for spec in resources {
        if !tables.contains(spec.table) {
            missing.push(spec.table.to_owned());
            continue;
        }
        for column in spec.columns.iter().map(|c| c.column).chain([ROW_VERSION]) {
            if !found.contains(&(spec.table.to_owned(), column.to_owned())) {
                missing.push(format!("{}.{column}", spec.table));
            }
        }
    }
    missing.dedup();
    Ok(missing)
}

async fn tables(tx: &Tx, dialect: Dialect) -> Result<HashSet<String>, DbError> {
    let statement = match dialect {
        Dialect::Sqlite => "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')",
        // Those that a bare name finds, as statements have it.
        Dialect::Postgres => {
            "SELECT relname::text FROM pg_catalog.pg_class \
             WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_catalog.pg_table_is_visible(oid)"
        }
    };
    let rows = tx.fetch_all(once(Statement::literal(statement, Vec::new()))).await?;
    rows.iter().map(|row| text(row, 0)).collect()
}

/// A statement that is not worth keeping prepared.
fn once(mut statement: Statement) -> Statement {
    statement.prepared = false;
    statement
}

fn text(row: &Row, index: usize) -> Result<String, DbError> {
    match row.value(index, Kind::Text)? {
        Value::Text(text) => Ok(text),
        _ => Err(DbError::Other(sqlx::Error::Decode("the name of a table is null".into()))),
    }
}
