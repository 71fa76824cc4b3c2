//! What rows hold in another form of their table.

use std::collections::HashMap;

use crate::{
    query::builder::quoted,
    schema::{
        ddl::parts,
        diff::{Change, Changes},
        model::{Column, Table, TableName},
        plan::{fill::Fills, types, words::Words},
    },
};

/// What is known of values, on one of the two ways.
#[derive(Clone, Debug)]
pub(super) struct Values<'a> {
    /// Columns that are altered.
    altered: HashMap<(&'a TableName, &'a str), &'a Change>,
    fills: Fills<'a>,
    up: bool,
}

impl<'a> Values<'a> {
    pub(super) fn new(changes: &'a Changes, fills: Fills<'a>, up: bool) -> Self {
        let altered = changes.list.iter().filter_map(|change| match change {
            Change::AlterColumn { table, to, .. } => Some(((table, to.name.as_str()), change)),
            _ => None,
        });
        Self { altered: altered.collect(), fills, up }
    }

    /// The expression that makes the value of a column from a row of the old table; `None` to leave it to the column.
    pub(super) fn of(&self, old: &Table, column: &Column) -> Option<String> {
        if column.generated.is_some() {
            return None;
        }
        let fill = self.fills.of(&old.name, &column.name);
        let Some(before) = old.column(&column.name) else { return fill.filter(|_| !column.identity).map(str::to_owned) };
        let retyped = (&before.sql_type, &before.format) != (&column.sql_type, &column.format);
        // On the way back the expression would be about what the column is no more.
        let converted = fill.filter(|_| retyped && self.up);
        let value = match converted {
            Some(expression) => return Some(expression.to_owned()),
            None if retyped => types::copied(&column.name, before, column),
            None => self.words(&old.name, column).map_or_else(|| quoted(&column.name), |words| words.value(&column.name)),
        };
        let fill = fill.filter(|_| !retyped).map(str::to_owned);
        match fill.or_else(|| column.default.as_deref().map(|default| parts::default_of(default, crate::db::Dialect::Sqlite))) {
            Some(fill) if before.nullable && !column.nullable => Some(format!("coalesce({value}, {fill})")),
            _ => Some(value),
        }
    }

    /// Whether every value of a column that stays is kept as it is.
    pub(super) fn keeps(&self, old: &Table, column: &Column) -> bool {
        self.of(old, column).is_some_and(|value| value == quoted(&column.name))
    }

    fn words(&self, table: &TableName, column: &Column) -> Option<Words> {
        let Change::AlterColumn { table, from, to, renamed_words } = self.altered.get(&(table, column.name.as_str()))? else {
            return None;
        };
        if self.up { Words::new(table, from, to, renamed_words, self.fills) } else { Words::back(renamed_words) }
    }
}
