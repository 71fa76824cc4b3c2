//! Columns that the database computes from others of their row: generated columns, stored.

use crate::{
    db::Dialect,
    query::builder::Sql,
    spec::{ColumnSpec, Computed, Kind, ResourceSpec, SqlPart},
};

/// The expression of a column that is computed in SQL.
///
/// SQLite keeps decimals as texts and calculates with floats: what comes of it is rounded to ten digits behind the point, on both databases, and kept
/// as every decimal is. What has more than eighteen digits before the point, which no body has either, is null:
/// where it may not be null, no such row is stored.
pub(super) fn expression(spec: &'static ResourceSpec, column: &ColumnSpec, dialect: Dialect) -> Option<String> {
    let Some(Computed::Sql { sqlite, postgres }) = column.computed else { return None };
    let parts = if dialect == Dialect::Sqlite { sqlite } else { postgres };
    let written = |sql: &mut Sql| {
        sql.push("(");
        for part in parts {
            match *part {
                SqlPart::Text(text) => {
                    sql.push(text);
                }
                SqlPart::Column(at) => write_column(sql, spec, at, dialect),
            }
        }
        sql.push(")");
    };
    let mut sql = Sql::new();
    match (dialect, column.data_type.kind) {
        // Fifteen digits of a float are those of the number that it stands for, and `%g` writes none beyond; outside of where it writes a number as such, `%f`
        // does. Nothing is added so that zero has no sign.
        (Dialect::Sqlite, Kind::Decimal) => {
            for words in [
                "CASE WHEN ",
                " IS NULL OR abs(",
                ") >= 1e18 THEN NULL WHEN abs(",
                ") >= 999999999999999 THEN printf('%.0f', ",
                ") WHEN abs(",
                ") >= 0.0001 THEN printf('%.15g', round(",
                ", 10)) ELSE rtrim(rtrim(printf('%.10f', round(",
            ] {
                sql.push(words);
                written(&mut sql);
            }
            sql.push(", 10) + 0.0), '0'), '.') END");
        }
        (Dialect::Postgres, Kind::Decimal) => {
            sql.push("CASE WHEN abs(CAST(");
            written(&mut sql);
            sql.push(" AS NUMERIC)) < 1000000000000000000 THEN round(CAST(");
            written(&mut sql);
            sql.push(" AS NUMERIC), 10) END");
        }
        _ => written(&mut sql),
    }
    Some(sql.into_text())
}

fn write_column(sql: &mut Sql, spec: &'static ResourceSpec, at: usize, dialect: Dialect) {
    let Some(column) = spec.columns.get(at) else {
        sql.push("NULL");
        return;
    };
    // Else a comparison with a number would be one of texts.
    let number = dialect == Dialect::Sqlite && column.data_type.kind == Kind::Decimal;
    sql.push(if number { "CAST(" } else { "" }).name(column.column).push(if number { " AS NUMERIC)" } else { "" });
}
