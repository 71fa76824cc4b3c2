//! The rows after a position, or before it.
//!
//! A list is read in its order or against it. Nulls come last in its order, whatever the direction of a key, and so first against it.

use std::borrow::Cow;

use super::{
    builder::Sql,
    column::{self, Table},
};
use crate::{db::Dialect, spec::ColumnSpec};

/// One key of the order in which rows are read, with what the position says about it.
#[derive(Clone)]
pub(super) struct Key<'a> {
    pub(super) column: &'static ColumnSpec,
    /// What the statement calls it.
    pub(super) name: Cow<'a, str>,
    /// The table whose column is computed from other rows, and so has no name.
    pub(super) of: Option<Table<'a>>,
    pub(super) nullable: bool,
    pub(super) descending: bool,
    /// Whether nulls come before all values.
    pub(super) nulls_first: bool,
    /// The number of the placeholder of the position's value; `None` when that value is null.
    pub(super) placeholder: Option<usize>,
}

impl Key<'static> {
    /// A column of the table itself, in the order of a list.
    pub(super) const fn of(column: &'static ColumnSpec, descending: bool) -> Self {
        let (name, nullable) = (Cow::Borrowed(column.column), column.data_type.nullable);
        Self { column, name, of: None, nullable, descending, nulls_first: false, placeholder: None }
    }
}

impl Key<'_> {
    /// Writes it as it is ordered.
    pub(super) fn write_ordered(&self, sql: &mut Sql, dialect: Dialect) {
        match self.of {
            Some(table) => table.ordered(sql, self.column),
            None => column::ordered_as(sql, self.column, &self.name, dialect),
        }
    }

    /// Writes its value.
    fn write(&self, sql: &mut Sql) {
        match self.of {
            Some(table) => table.name(sql, self.column),
            None => {
                sql.name(&self.name);
            }
        }
    }

    /// Writes that it is null, or that it is not.
    pub(super) fn write_null(&self, sql: &mut Sql, null: bool) {
        self.write(sql);
        sql.push(if null { " IS NULL" } else { " IS NOT NULL" });
    }
}

/// Where rows are asked for.
#[derive(Clone, Copy)]
pub(super) struct After<'a> {
    pub(super) keys: &'a [Key<'a>],
    pub(super) dialect: Dialect,
    /// Whether the position itself is among the rows.
    pub(super) inclusive: bool,
}

impl After<'_> {
    /// Writes the condition of these rows. `one_range`: of those on the other side of the nulls of the first key somebody else asks.
    pub(super) fn write(self, sql: &mut Sql, one_range: bool) {
        let Some(first) = self.keys.first() else {
            sql.push(if self.inclusive { "TRUE" } else { "FALSE" });
            return;
        };
        let alike = |key: &Key<'_>| key.descending == first.descending && key.placeholder.is_some() && !key.nullable;
        if self.keys.iter().all(alike) {
            return self.write_row(sql, first.descending);
        }
        // A bound on the first key alone, which an index can begin from.
        let no_nulls_follow = one_range || first.nulls_first || !first.nullable;
        let bounded = first.placeholder.is_some() && no_nulls_follow;
        if bounded {
            first.write_ordered(sql, self.dialect);
            sql.push(if first.descending { " <= " } else { " >= " });
            self.write_placeholder(sql, first);
            sql.push(" AND ");
        }
        self.write_from(sql, self.keys, bounded || one_range);
    }

    /// One comparison of rows, which both databases answer from an index.
    fn write_row(self, sql: &mut Sql, descending: bool) {
        let row = self.keys.len() > 1;
        sql.push(if row { "(" } else { "" });
        sql.list(", ", self.keys, |sql, key| key.write_ordered(sql, self.dialect));
        sql.push(if row { ")" } else { "" });
        sql.push(match (descending, self.inclusive) {
            (true, true) => " <= ",
            (true, false) => " < ",
            (false, true) => " >= ",
            (false, false) => " > ",
        });
        sql.push(if row { "(" } else { "" }).list(", ", self.keys, |sql, key| self.write_placeholder(sql, key));
        sql.push(if row { ")" } else { "" });
    }

    /// After the position by the first key, or equal by it and after the position by the others. `one_range`: what is on the other side of the
    /// nulls of the first key is already excluded.
    fn write_from(self, sql: &mut Sql, keys: &[Key<'_>], one_range: bool) {
        let Some((key, rest)) = keys.split_first() else {
            // Equal by all keys is the position itself.
            sql.push(if self.inclusive { "TRUE" } else { "FALSE" });
            return;
        };
        sql.push("(");
        match key.placeholder {
            Some(_) => {
                key.write_ordered(sql, self.dialect);
                sql.push(if key.descending { " < " } else { " > " });
                self.write_placeholder(sql, key);
                if key.nullable && !key.nulls_first && !one_range {
                    sql.push(" OR ");
                    key.write_null(sql, true);
                }
                if !rest.is_empty() || self.inclusive {
                    sql.push(" OR (");
                    key.write(sql);
                    sql.push(" = ");
                    self.write_placeholder(sql, key);
                    sql.push(" AND ");
                    self.write_from(sql, rest, false);
                    sql.push(")");
                }
            }
            None => {
                // Values come after nulls when these come first; else nothing comes after nulls but other nulls.
                if key.nulls_first && !one_range {
                    key.write_null(sql, false);
                    sql.push(" OR ");
                }
                key.write_null(sql, true);
                sql.push(" AND ");
                self.write_from(sql, rest, false);
            }
        }
        sql.push(")");
    }

    fn write_placeholder(self, sql: &mut Sql, key: &Key<'_>) {
        match key.placeholder {
            Some(number) => column::placeholder_at(sql, key.column, self.dialect, number),
            None => {
                sql.push("NULL");
            }
        }
    }
}
