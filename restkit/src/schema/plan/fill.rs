//! What rows that exist hold in a column that needs a value.

use super::Problem;
use crate::schema::{
    diff::{Change, Changes},
    model::{Column, TableName},
};

/// The value of a column in rows that exist already: for one that is new or becomes `NOT NULL`, for one whose type changes, for words of an
/// enum that are gone; and on the way back, for one that was dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The table, by the name it will have.
    pub table: TableName,
    /// The column, by the name it will have.
    pub column: String,
    /// SQL over the columns of the row, by the names they will have: a literal or any expression.
    pub expression: String,
}

/// The values that the caller gave.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fills<'a>(pub(super) &'a [Fill]);

impl<'a> Fills<'a> {
    pub(super) fn of(self, table: &TableName, column: &str) -> Option<&'a str> {
        let fill = self.0.iter().find(|fill| fill.table == *table && fill.column == column)?;
        Some(&fill.expression)
    }
}

/// Columns whose value in rows that exist nobody knows.
pub(super) fn missing(changes: &Changes, fills: Fills<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for change in &changes.list {
        let (table, column) = match change {
            Change::AddColumn { table, column } if needs_value(column) => (table, column),
            Change::AlterColumn { table, from, to, .. } if from.nullable && needs_value(to) => (table, to),
            _ => continue,
        };
        if fills.of(table, &column.name).is_none() {
            problems.push(Problem::Value { table: table.clone(), column: column.name.clone() });
        }
    }
    for fill in fills.0 {
        let table = changes.to.table(&fill.table).or_else(|| changes.from.table(&fill.table));
        let known = |table: &crate::schema::model::Table| table.column(&fill.column).is_some();
        let dropped = changes.list.iter().any(
            |change| matches!(change, Change::DropColumn { table, column } if *table == fill.table && column.name == fill.column),
        );
        if !dropped && !table.is_some_and(known) {
            problems.push(Problem::UnknownFill { table: fill.table.clone(), column: fill.column.clone() });
        }
    }
    problems
}

/// Whether a row that says nothing about the column is refused.
pub(super) fn needs_value(column: &Column) -> bool {
    !column.nullable && column.default.is_none() && !column.identity && column.generated.is_none()
}
