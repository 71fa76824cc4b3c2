//! Creating what is missing, and saying what is.

use std::collections::HashSet;

use super::{ddl::create_where, declared, model::TableName};
use crate::{
    db::{Arg, Db, DbError, Dialect, Executor, Row, Statement},
    query::{ROW_VERSION, builder::of_schema},
    spec::{Kind, ResourceSpec, Value, Version},
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

/// What the live database lacks: `tasks` for a table, `tasks.title` for a column of a table that exists.
///
/// # Errors
/// As [`DbError`] says.
pub async fn missing(db: &Db, resources: &[&'static ResourceSpec]) -> Result<Vec<String>, DbError> {
    let existing = Existing::read(&db.into()).await?;
    let mut missing = Vec::new();
    for spec in resources {
        if !existing.has(spec) {
            missing.push(spec.table_name().into_owned());
            continue;
        }
        let version = (spec.version == Version::Hidden).then_some(ROW_VERSION);
        for column in spec.columns.iter().map(|column| column.column).chain(version) {
            if !existing.columns.contains(&((*spec).into(), column.to_owned())) {
                missing.push(format!("{}.{column}", spec.table_name()));
            }
        }
    }
    missing.dedup();
    Ok(missing)
}

/// The tables and views of a live database, and their columns; those that a bare name finds, as statements have it, also without a schema.
struct Existing {
    tables: HashSet<TableName>,
    columns: HashSet<(TableName, String)>,
}

impl Existing {
    async fn read(on: &Executor) -> Result<Self, DbError> {
        let statement = match on.dialect() {
            Dialect::Sqlite => {
                "SELECT t.schema, t.name, c.name, TRUE FROM pragma_table_list AS t, pragma_table_xinfo(t.name, t.schema) AS c \
                 WHERE t.type IN ('table', 'view')"
            }
            Dialect::Postgres => {
                "SELECT n.nspname::text, c.relname::text, a.attname::text, pg_catalog.pg_table_is_visible(c.oid) \
                 FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid \
                 JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
                 WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
            }
        };
        let mut existing = Self { tables: HashSet::new(), columns: HashSet::new() };
        for row in on.fetch_all(once(Statement::literal(statement, Vec::new()))).await? {
            let (schema, table, column) = (text(&row, 0)?, text(&row, 1)?, text(&row, 2)?);
            let bare = row.value(3, Kind::Bool)? == Value::Bool(true);
            for schema in [Some(schema), None].into_iter().filter(|schema| schema.is_some() || bare) {
                let name = TableName { schema, name: table.clone() };
                existing.columns.insert((name.clone(), column.clone()));
                existing.tables.insert(name);
            }
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
