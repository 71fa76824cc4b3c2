//! Creating what is missing.

use std::collections::HashSet;

use super::{ddl::create_where, declared, model::TableName};
use crate::{
    db::{Arg, Db, DbError, Dialect, Executor, Row, Statement},
    query::builder::of_schema,
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
    let existing = Existing::read(&(&tx).into()).await?;
    let wanted = |spec: &ResourceSpec| spec.managed && !existing.has(spec);
    let schema = declared(resources, db.dialect());
    let missing = |table: &TableName| !existing.tables.contains(table);
    for sql in create_where(&schema, &missing, db.dialect()) {
        tx.execute(Statement { sql: of_schema(&sql), args: Vec::new(), writes: true, prepared: false, packed: false }).await?;
    }
    tx.commit().await?;
    let mut created: Vec<String> = Vec::new();
    for spec in resources {
        if wanted(spec) && !created.contains(&spec.table_name().into_owned()) {
            created.push(spec.table_name().into_owned());
        }
    }
    Ok(created)
}

/// The tables and views of a live database; those that a bare name finds, as statements have it, also without a schema.
struct Existing {
    tables: HashSet<TableName>,
}

impl Existing {
    async fn read(on: &Executor) -> Result<Self, DbError> {
        let statement = match on.dialect() {
            Dialect::Sqlite => "SELECT schema, name, TRUE FROM pragma_table_list WHERE type IN ('table', 'view')",
            Dialect::Postgres => {
                "SELECT n.nspname::text, c.relname::text, pg_catalog.pg_table_is_visible(c.oid) FROM pg_catalog.pg_class AS c \
                 JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')"
            }
        };
        let mut existing = Self { tables: HashSet::new() };
        for row in on.fetch_all(once(Statement::literal(statement, Vec::new()))).await? {
            let (schema, name) = (text(&row, 0)?, text(&row, 1)?);
            if row.value(2, Kind::Bool)? == Value::Bool(true) {
                existing.tables.insert(TableName::bare(name.clone()));
            }
            existing.tables.insert(TableName { schema: Some(schema), name });
        }
        Ok(existing)
    }

    fn has(&self, spec: &ResourceSpec) -> bool {
        self.tables.contains(&spec.into())
    }
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
