//! The rows after a position.

use super::{builder::Sql, column};
use crate::{db::Dialect, spec::ColumnSpec};

/// One key of the order, with what the position says about it.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) column: &'static ColumnSpec,
    pub(super) descending: bool,
    /// The number of the placeholder of the position's value; `None` when that value is null.
    pub(super) placeholder: Option<usize>,
}

/// Writes the condition of the rows after the position. `without_nulls`: rows with a null in the first key are asked for elsewhere.
pub(super) fn write_after(sql: &mut Sql, keys: &[Key], dialect: Dialect, without_nulls: bool) {
    let alike = keys
        .iter()
        .all(|key| key.descending == keys[0].descending && key.placeholder.is_some() && !key.column.data_type.nullable);
    if alike {
        // One comparison of rows, which both databases answer from an index.
        let row = keys.len() > 1;
        sql.push(if row { "(" } else { "" }).list(", ", keys, |sql, key| column::ordered(sql, key.column, dialect));
        sql.push(if row { ")" } else { "" }).push(if keys[0].descending { " < " } else { " > " });
        sql.push(if row { "(" } else { "" }).list(", ", keys, |sql, key| write_placeholder(sql, key, dialect));
        sql.push(if row { ")" } else { "" });
        return;
    }
    // A bound on the first key alone, which an index can begin from.
    let bounded = keys[0].placeholder.is_some() && (without_nulls || !keys[0].column.data_type.nullable);
    if bounded {
        column::ordered(sql, keys[0].column, dialect);
        sql.push(if keys[0].descending { " <= " } else { " >= " });
        write_placeholder(sql, &keys[0], dialect);
        sql.push(" AND ");
    }
    write_after_from(sql, keys, dialect, bounded);
}

/// After the position by the first key, or equal by it and after the position by the others. `bounded`: rows with a null in the first key
/// are already excluded.
fn write_after_from(sql: &mut Sql, keys: &[Key], dialect: Dialect, bounded: bool) {
    let Some((key, rest)) = keys.split_first() else {
        // Equal by all keys is the position itself.
        sql.push("FALSE");
        return;
    };
    sql.push("(");
    match key.placeholder {
        Some(_) => {
            column::ordered(sql, key.column, dialect);
            sql.push(if key.descending { " < " } else { " > " });
            write_placeholder(sql, key, dialect);
            if key.column.data_type.nullable && !bounded {
                sql.push(" OR ").name(key.column.column).push(" IS NULL");
            }
            if !rest.is_empty() {
                sql.push(" OR (").name(key.column.column).push(" = ");
                write_placeholder(sql, key, dialect);
                sql.push(" AND ");
                write_after_from(sql, rest, dialect, false);
                sql.push(")");
            }
        }
        // Nothing comes after nulls but other nulls.
        None => {
            sql.name(key.column.column).push(" IS NULL AND ");
            write_after_from(sql, rest, dialect, false);
        }
    }
    sql.push(")");
}

fn write_placeholder(sql: &mut Sql, key: &Key, dialect: Dialect) {
    match key.placeholder {
        Some(number) => column::placeholder_at(sql, key.column, dialect, number),
        None => {
            sql.push("NULL");
        }
    }
}
