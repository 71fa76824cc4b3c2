//! Indexes: one for each way in which rows are looked for, and no more.

use sqlx::SqlStr;

use super::names;
use crate::{
    db::Dialect,
    query::{builder::Sql, ordered},
    spec::{ColumnSpec, Kind, ResourceSpec},
};

/// The indexes of a resource.
///
/// A column that is sorted or filtered by is followed by the key, so that the index holds the whole order of a list and a page begins with one
/// look into it, in either direction. Nulls come last in both directions of a list, but at opposite ends of a PostgreSQL index read
/// forwards and backwards: a nullable column that is sorted by gets one for each direction there.
pub(super) fn create(spec: &'static ResourceSpec, dialect: Dialect) -> Vec<SqlStr> {
    let mut indexes = Vec::new();
    for (at, column) in spec.columns.iter().enumerate() {
        let looked_for = column.filter || column.sort || column.index || column.owner || column.data_type.references.is_some();
        // The key has an index already, and so has a unique column, which needs no tie-break.
        if at == spec.key || !looked_for || (column.unique && !column.data_type.nullable) || !indexable(column, dialect) {
            continue;
        }
        indexes.push(one(spec, column, dialect, false));
        if column.sort && column.data_type.nullable && dialect == Dialect::Postgres {
            indexes.push(one(spec, column, dialect, true));
        }
    }
    indexes
}

fn one(spec: &'static ResourceSpec, column: &'static ColumnSpec, dialect: Dialect, descending: bool) -> SqlStr {
    let mut sql = Sql::new();
    let suffix = if descending { "desc_idx" } else { "idx" };
    sql.push("CREATE INDEX ").name(&names::name(spec.table, column.column, suffix)).push(" ON ").name(spec.table).push(" (");
    ordered(&mut sql, column, dialect);
    sql.push(if descending { " DESC NULLS LAST, " } else { ", " });
    ordered(&mut sql, spec.key_column(), dialect);
    sql.push(if descending { " DESC)" } else { ")" });
    sql.finish()
}

/// Whether an index helps. The order of decimals in SQLite is a function of ours, and an index by it could not be maintained by other programs;
/// JSON has no order that anybody asks for.
fn indexable(column: &ColumnSpec, dialect: Dialect) -> bool {
    !matches!((dialect, column.data_type.kind), (Dialect::Sqlite, Kind::Decimal) | (_, Kind::Json))
}
