//! Whether a JSON document holds another one.
//!
//! What is looked for is an array of scalars, each of which the document must have among its items, or an object, each of whose members it must
//! have under the same name: the same scalar, or an array or object that holds the one which is looked for.

use serde_json::{Map, Value as JsonValue};

use super::{Shape, Sql, Table};
use crate::{
    db::Dialect,
    spec::{ColumnSpec, DEEPEST_DOCUMENT, Kind, Value, leads},
};

/// An array or object of scalars that a document has to hold at a place.
#[derive(Debug)]
struct Part {
    /// The place, as SQLite has it; `None` for the whole document.
    path: Option<String>,
    /// What has to be there.
    flat: JsonValue,
}

/// Collects what the text depends on, and the values in the order of their placeholders; `None` where the document cannot be looked for.
pub(super) fn shape(held: &JsonValue, to: &mut Shape) -> Option<()> {
    let parts = parts(held)?;
    if to.dialect == Dialect::Postgres {
        to.arg(Value::Json(held.clone()), Kind::Json);
        return Some(());
    }
    to.number(parts.len());
    for Part { path, flat } in parts {
        to.byte(u8::from(flat.is_object()));
        to.byte(u8::from(path.is_some()));
        path.iter().for_each(|path| to.arg(Value::Text(path.clone()), Kind::Text));
        to.arg(Value::Json(flat), Kind::Json);
        path.into_iter().for_each(|path| to.arg(Value::Text(path), Kind::Text));
    }
    Some(())
}

/// Writes whether the column holds a document, whose placeholders are the next ones. Unknown where the column is null.
pub(super) fn text(sql: &mut Sql, column: &'static ColumnSpec, held: &JsonValue, table: Table<'_>) {
    if table.dialect == Dialect::Postgres {
        // Nobody else's column is of the type that has the operator.
        sql.push(if column.sql_type.is_some() { "CAST(" } else { "" });
        table.name(sql, column);
        sql.push(if column.sql_type.is_some() { " AS JSONB) @> " } else { " @> " }).placeholder();
        return;
    }
    sql.push("CASE WHEN ");
    table.name(sql, column);
    sql.push(" IS NULL THEN NULL ELSE ");
    for (at, part) in parts(held).unwrap_or_default().iter().enumerate() {
        sql.push(if at > 0 { " AND " } else { "" });
        part_text(sql, column, part, table);
    }
    sql.push(" END");
}

fn part_text(sql: &mut Sql, column: &'static ColumnSpec, part: &Part, table: Table<'_>) {
    let placed = |sql: &mut Sql| {
        if part.path.is_some() {
            sql.push(", ").placeholder();
        }
    };
    let object = part.flat.is_object();
    sql.push("json_type(");
    table.name(sql, column);
    placed(sql);
    // Nothing has no type.
    sql.push(if object { ") IS 'object'" } else { ") IS 'array'" });
    sql.push(" AND NOT EXISTS (SELECT 1 FROM json_each(")
        .placeholder()
        .push(") AS wanted WHERE NOT EXISTS (SELECT 1 FROM json_each(");
    table.outer(sql, column);
    placed(sql);
    sql.push(") AS held WHERE ");
    if object {
        sql.push("held.key = wanted.key AND ");
    }
    sql.push(
        "(held.type = wanted.type OR (held.type IN ('integer', 'real') AND wanted.type IN ('integer', 'real'))) \
         AND held.atom IS wanted.atom))",
    );
}

/// The arrays and objects of scalars that make up what is looked for; `None` where it cannot be.
fn parts(held: &JsonValue) -> Option<Vec<Part>> {
    let mut found = Vec::new();
    collect(held, None, 0, &mut found)?;
    Some(found)
}

fn collect(held: &JsonValue, path: Option<String>, depth: usize, found: &mut Vec<Part>) -> Option<()> {
    let is_scalar = |item: &JsonValue| !item.is_array() && !item.is_object();
    match held {
        JsonValue::Array(items) if items.iter().all(is_scalar) => found.push(Part { path, flat: held.clone() }),
        JsonValue::Object(members) if depth <= DEEPEST_DOCUMENT => {
            let flat: Map<_, _> =
                members.iter().filter(|(_, item)| is_scalar(item)).map(|(name, item)| (name.clone(), item.clone())).collect();
            found.push(Part { path: path.clone(), flat: JsonValue::Object(flat) });
            for (name, item) in members.iter().filter(|(_, item)| !is_scalar(item)) {
                if !leads(name) {
                    return None;
                }
                let path = format!("{}.\"{name}\"", path.as_deref().unwrap_or("$"));
                collect(item, Some(path), depth + 1, found)?;
            }
        }
        _ => return None,
    }
    Some(())
}

/// Whether a document is one that can be looked for.
pub(super) fn can_be_held(held: &JsonValue) -> bool {
    parts(held).is_some()
}

/// The same in Rust; unknown of what cannot be looked for.
pub(crate) fn holds(found: &JsonValue, held: &JsonValue) -> Option<bool> {
    can_be_held(held).then(|| within(found, held))
}

fn within(found: &JsonValue, held: &JsonValue) -> bool {
    match (found, held) {
        (JsonValue::Array(found), JsonValue::Array(held)) => held.iter().all(|item| found.iter().any(|other| same(other, item))),
        (JsonValue::Object(found), JsonValue::Object(held)) => held.iter().all(|(name, item)| {
            let is = |other| if item.is_array() || item.is_object() { within(other, item) } else { same(other, item) };
            found.get(name).is_some_and(is)
        }),
        _ => false,
    }
}

/// Numbers are the same when they count the same.
fn same(one: &JsonValue, other: &JsonValue) -> bool {
    match (one, other) {
        (JsonValue::Number(a), JsonValue::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a == b,
            _ => a.as_f64() == b.as_f64(),
        },
        (JsonValue::Array(_) | JsonValue::Object(_), _) => false,
        _ => one == other,
    }
}
