//! The table of a resource.

use super::{check, computed, default, index};
use crate::{
    db::Dialect,
    query::{ROW_VERSION, column_collation, column_type},
    schema::{
        model::{Check, Column, DeleteRule, ForeignKey, Table, Unique},
        names,
    },
    spec::{ColumnSpec, ForeignKeySpec, Generated, Kind, OnDelete, ResourceSpec},
};

pub(super) fn declared(spec: &'static ResourceSpec, dialect: Dialect) -> Table {
    let mut table = Table {
        name: spec.into(),
        columns: stored(spec).map(|(at, spec_of)| column(spec, spec_of, spec.is_key(at), dialect)).collect(),
        primary_key: named(spec, spec.keys),
        unique: unique(spec),
        foreign_keys: foreign_keys(spec),
        checks: checks(spec, dialect),
        indexes: index::declared(spec, dialect),
    };
    table.columns.push(row_version(dialect));
    table.unique.sort_by(|a, b| a.name.cmp(&b.name));
    table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    table.checks.sort_by(|a, b| a.name.cmp(&b.name));
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    table
}

/// The columns that are in the table.
fn stored(spec: &'static ResourceSpec) -> impl Iterator<Item = (usize, &'static ColumnSpec)> {
    spec.columns.iter().enumerate().filter(|(_, column)| column.is_stored())
}

fn column(spec: &'static ResourceSpec, column: &'static ColumnSpec, key: bool, dialect: Dialect) -> Column {
    Column {
        name: column.column.to_owned(),
        sql_type: column_type(column, dialect),
        format: format(column.data_type.kind, dialect).map(str::to_owned),
        collation: column_collation(column, dialect).map(str::to_owned),
        nullable: !key && column.data_type.nullable,
        default: default::declared(column, dialect),
        identity: key && column.generated == Generated::Key && column.data_type.kind == Kind::I64,
        generated: computed::expression(spec, column, dialect),
        words: column.data_type.variants.iter().map(|word| (*word).to_owned()).collect(),
    }
}

/// What SQLite stores under a type that means something else to begin with.
fn format(kind: Kind, dialect: Dialect) -> Option<&'static str> {
    if dialect == Dialect::Postgres {
        return None;
    }
    match kind {
        Kind::Bool => Some("bool"),
        Kind::Uuid => Some("uuid"),
        Kind::Date => Some("date"),
        Kind::Time => Some("time"),
        Kind::DateTime => Some("date_time"),
        Kind::Timestamp => Some("timestamp"),
        Kind::Decimal => Some("decimal"),
        Kind::Json => Some("json"),
        _ => None,
    }
}

fn row_version(dialect: Dialect) -> Column {
    let sql_type = if dialect == Dialect::Postgres { "BIGINT" } else { "INTEGER" };
    Column { name: ROW_VERSION.to_owned(), sql_type: sql_type.to_owned(), default: Some("1".to_owned()), ..Column::default() }
}

fn unique(spec: &'static ResourceSpec) -> Vec<Unique> {
    // The key is unique of itself.
    let columns = spec.columns.iter().enumerate().filter(|(at, column)| column.unique && spec.keys != [*at]).map(|(_, c)| c);
    let alone = columns.map(|c| vec![c.column.to_owned()]);
    let together = spec.unique.iter().map(|columns| named(spec, columns));
    alone.chain(together).map(|columns| Unique { name: names::name(spec.table, &columns.join("_"), "key"), columns }).collect()
}

/// The names of columns by their indices.
fn named(spec: &ResourceSpec, columns: &[usize]) -> Vec<String> {
    columns.iter().filter_map(|at| spec.columns.get(*at)).map(|column| column.column.to_owned()).collect()
}

fn foreign_keys(spec: &'static ResourceSpec) -> Vec<ForeignKey> {
    let declared = |key: ForeignKeySpec| {
        let columns = named(spec, &key.columns);
        ForeignKey {
            name: names::name(spec.table, &columns.join("_"), "fkey"),
            columns,
            references: key.target.into(),
            referenced: named(key.target, key.target.keys),
            on_delete: match key.on_delete {
                OnDelete::Restrict => DeleteRule::Restrict,
                OnDelete::Cascade => DeleteRule::Cascade,
                OnDelete::SetNull => DeleteRule::SetNull,
            },
        }
    };
    spec.foreign_keys().map(declared).collect()
}

fn checks(spec: &'static ResourceSpec, dialect: Dialect) -> Vec<Check> {
    let conditions = stored(spec).filter_map(|(_, column)| Some((column, check::condition(column, dialect)?)));
    conditions.map(|(column, condition)| Check { name: names::name(spec.table, column.column, "check"), condition }).collect()
}
