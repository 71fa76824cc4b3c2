//! Indexes: one for each way in which rows are looked for, and no more.

use crate::{
    db::Dialect,
    query::{
        builder::{Sql, quoted},
        ordered,
    },
    schema::{model::Index, names},
    spec::{ColumnSpec, Kind, ResourceSpec, Rule},
};

/// The indexes of a resource.
///
/// A column that is sorted or filtered by is followed by the key, so that the index holds the whole order of a list and a page begins with one
/// look into it, in either direction. Nulls come last in both directions of a list, but at opposite ends of a PostgreSQL index read
/// forwards and backwards: a nullable column that is sorted by gets one for each direction there. A text without a rule that keeps it short
/// cannot be in an ordered index of PostgreSQL, so that a list sorted by it has to be sorted each time.
pub(super) fn declared(spec: &'static ResourceSpec, dialect: Dialect) -> Vec<Index> {
    let mut indexes = Vec::new();
    for (at, column) in spec.columns.iter().enumerate() {
        // What is computed from other rows is found by the indexes of these.
        let looked_for = column.is_stored()
            && (column.filter || column.sort || column.index || column.owner || column.data_type.references.is_some());
        // The key has an index already, which begins with its first part, and so has a unique column, which needs no tie-break.
        if spec.keys.first() == Some(&at) || !looked_for || (column.unique && !column.data_type.nullable) {
            continue;
        }
        indexes.extend(on(spec, at, column.filter || column.index, dialect));
    }
    indexes.extend(spec.indexes.iter().map(|columns| together(spec, columns, dialect)));
    let several = spec.foreign_keys().map(|key| key.columns).filter(|columns| columns.len() > 1);
    indexes.extend(several.filter(|columns| !begins(spec, columns)).map(|columns| together(spec, &columns, dialect)));
    indexes
}

/// Whether the key, something unique or a declared index begins with these columns, in whatever order among them.
fn begins(spec: &ResourceSpec, columns: &[usize]) -> bool {
    let begins = |list: &[usize]| list.get(..columns.len()).is_some_and(|first| first.iter().all(|at| columns.contains(at)));
    begins(spec.keys) || spec.unique.iter().chain(spec.indexes).any(|list| begins(list))
}

/// What serves lists that are filtered by a column and, where it is declared, sorted by it; nothing where no index does. `found`: whether rows are
/// found by its values.
pub(in crate::schema) fn on(spec: &'static ResourceSpec, at: usize, found: bool, dialect: Dialect) -> Vec<Index> {
    let column = &spec.columns[at];
    if found && column.data_type.kind == Kind::Json && dialect == Dialect::Postgres && column.sql_type.is_none() {
        // What a document holds is found by any of its parts.
        return vec![by_method(spec, column, "gin")];
    }
    if !indexable(column, dialect) {
        return Vec::new();
    }
    if dialect == Dialect::Postgres && !short(column) {
        // PostgreSQL refuses a row with a long text in an ordered index; by its hash it can still be found.
        return found.then(|| by_method(spec, column, "hash")).into_iter().collect();
    }
    let mut indexes = vec![one(spec, at, dialect, false)];
    if column.sort && column.data_type.nullable && dialect == Dialect::Postgres {
        indexes.push(one(spec, at, dialect, true));
    }
    indexes
}

/// What finds rows of somebody else's table by these columns. Values are compared in the collation of the column, which is that of code points only where
/// restkit has made it; orders are always those of code points, and so need another index.
pub(in crate::schema) fn of_others(spec: &'static ResourceSpec, columns: &[usize]) -> Index {
    let listed: Vec<&'static ColumnSpec> = columns.iter().filter_map(|at| spec.columns.get(*at)).collect();
    let name: Vec<&str> = listed.iter().map(|column| column.column).collect();
    Index {
        name: names::name(spec.table, &name.join("_"), "key_idx"),
        keys: listed.into_iter().chain(key_without(spec, columns)).map(|column| quoted(column.column)).collect(),
        unique: false,
        method: None,
        condition: None,
    }
}

/// An index over several columns, and the key behind them, as that of one column has it.
fn together(spec: &'static ResourceSpec, columns: &[usize], dialect: Dialect) -> Index {
    let listed: Vec<&'static ColumnSpec> = columns.iter().filter_map(|at| spec.columns.get(*at)).collect();
    let name: Vec<&str> = listed.iter().map(|column| column.column).collect();
    let last = key_without(spec, columns);
    let keys = listed.iter().copied().chain(last).map(|column| {
        // The order of decimals in SQLite is ours, and others would not know it.
        if indexable(column, dialect) { key(column, dialect, "") } else { quoted(column.column) }
    });
    Index {
        name: names::name(spec.table, &name.join("_"), "idx"),
        keys: keys.collect(),
        unique: false,
        method: None,
        condition: None,
    }
}

fn one(spec: &'static ResourceSpec, at: usize, dialect: Dialect, descending: bool) -> Index {
    let column = &spec.columns[at];
    let suffix = if descending { "desc_idx" } else { "idx" };
    Index {
        name: names::name(spec.table, column.column, suffix),
        keys: std::iter::once(key(column, dialect, if descending { " DESC NULLS LAST" } else { "" }))
            .chain(key_without(spec, &[at]).map(|part| key(part, dialect, if descending { " DESC" } else { "" })))
            .collect(),
        unique: false,
        method: None,
        condition: None,
    }
}

/// The parts of the key that are not among these columns.
fn key_without<'a>(spec: &'static ResourceSpec, columns: &'a [usize]) -> impl Iterator<Item = &'static ColumnSpec> + use<'a> {
    spec.keys.iter().filter(|part| !columns.contains(part)).filter_map(|part| spec.columns.get(*part))
}

fn key(column: &'static ColumnSpec, dialect: Dialect, order: &'static str) -> String {
    let mut sql = Sql::new();
    ordered(&mut sql, column, dialect);
    sql.push(order);
    sql.into_text()
}

fn by_method(spec: &'static ResourceSpec, column: &'static ColumnSpec, method: &str) -> Index {
    Index {
        name: names::name(spec.table, column.column, "idx"),
        keys: vec![quoted(column.column)],
        unique: false,
        method: Some(method.to_owned()),
        condition: None,
    }
}

/// Whether all values of a column fit an ordered index of PostgreSQL, which holds some 2,700 bytes of a row: texts of at most 600
/// characters, words, the names of owners, and everything that is neither text nor bytes.
fn short(column: &ColumnSpec) -> bool {
    let most = match column.data_type.kind {
        Kind::Text => 600,
        Kind::Bytes => 2400,
        _ => return true,
    };
    let bounded = |rule: &Rule| match rule {
        Rule::Length { max: Some(max), .. } => *max <= most,
        Rule::OneOf(_) => true,
        _ => false,
    };
    column.owner
        || column.data_type.references.is_some()
        || !column.data_type.variants.is_empty()
        || column.data_type.rules.iter().chain(column.rules).any(bounded)
}

/// Whether an index helps. The order of decimals in SQLite is a function of ours, and an index by it could not be maintained by other programs;
/// JSON has no order that anybody asks for.
fn indexable(column: &ColumnSpec, dialect: Dialect) -> bool {
    !matches!((dialect, column.data_type.kind), (Dialect::Sqlite, Kind::Decimal) | (_, Kind::Json))
}
