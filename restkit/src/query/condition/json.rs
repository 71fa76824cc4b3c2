//! Whether a JSON document holds another one.
//!
//! What is looked for is flat: an array of scalars, each of which the document must have among its items, or an object of scalars, each of
//! which it must have under the same name.

use serde_json::Value as JsonValue;

use super::{Sql, Table};
use crate::{db::Dialect, spec::ColumnSpec};

/// Writes whether the column holds a document, whose placeholder is the next one. Unknown where the column is null.
pub(super) fn text(sql: &mut Sql, column: &'static ColumnSpec, held: &JsonValue, table: Table<'_>) {
    if table.dialect == Dialect::Postgres {
        // Nobody else's column is of the type that has the operator.
        sql.push(if column.sql_type.is_some() { "CAST(" } else { "" });
        table.name(sql, column);
        sql.push(if column.sql_type.is_some() { " AS JSONB) @> " } else { " @> " }).placeholder();
        return;
    }
    let object = held.is_object();
    sql.push("CASE WHEN ");
    table.name(sql, column);
    sql.push(" IS NULL THEN NULL ELSE json_type(");
    table.name(sql, column);
    sql.push(if object { ") = 'object'" } else { ") = 'array'" });
    sql.push(" AND NOT EXISTS (SELECT 1 FROM json_each(")
        .placeholder()
        .push(") AS wanted WHERE NOT EXISTS (SELECT 1 FROM json_each(");
    table.outer(sql, column);
    sql.push(") AS held WHERE ");
    if object {
        sql.push("held.key = wanted.key AND ");
    }
    sql.push(
        "(held.type = wanted.type OR (held.type IN ('integer', 'real') AND wanted.type IN ('integer', 'real'))) \
         AND held.atom IS wanted.atom)) END",
    );
}

/// Whether a document is one that can be looked for.
pub(super) fn is_flat(held: &JsonValue) -> bool {
    let scalar = |item: &JsonValue| !item.is_array() && !item.is_object();
    match held {
        JsonValue::Array(items) => items.iter().all(scalar),
        JsonValue::Object(members) => members.values().all(scalar),
        _ => false,
    }
}

/// The same in Rust; unknown of what cannot be looked for.
pub(crate) fn holds(found: &JsonValue, held: &JsonValue) -> Option<bool> {
    is_flat(held).then(|| match (found, held) {
        (JsonValue::Array(found), JsonValue::Array(held)) => held.iter().all(|item| found.iter().any(|other| same(other, item))),
        (JsonValue::Object(found), JsonValue::Object(held)) => {
            held.iter().all(|(name, item)| found.get(name).is_some_and(|other| same(other, item)))
        }
        _ => false,
    })
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
