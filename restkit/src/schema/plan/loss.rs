//! Values that will be lost.

use std::fmt;

use super::types;
use crate::{
    db::Dialect,
    schema::{
        diff::{Change, Changes},
        model::TableName,
    },
};

/// Values that a migration takes away, or may have to refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// All rows of a table.
    Table(TableName),
    /// All values of a column.
    Column {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
    },
    /// The values of a column that its new type does not hold.
    Narrowed {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
        /// The type it had.
        from: String,
        /// The type it will have.
        to: String,
    },
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => write!(f, "the table {table} and all its rows will be lost"),
            Self::Column { table, column } => write!(f, "all values of {table}.{column} will be lost"),
            Self::Narrowed { table, column, from, to } => {
                write!(f, "values of {table}.{column} that do not fit {to} (it was {from}) will be changed or refused")
            }
        }
    }
}

pub(super) fn all(changes: &Changes, dialect: Dialect) -> Vec<Loss> {
    let mut losses = Vec::new();
    for change in &changes.list {
        match change {
            Change::DropTable(table) => losses.push(Loss::Table(table.name.clone())),
            // What is computed is not lost.
            Change::DropColumn { table, column } if column.generated.is_none() => {
                losses.push(Loss::Column { table: table.clone(), column: column.name.clone() });
            }
            Change::AlterColumn { table, from, to, .. } if !types::widens(from, to, dialect) => {
                let name = |sql_type: &str, format: &Option<String>| match format {
                    Some(format) => format!("{sql_type} ({format})"),
                    None => sql_type.to_owned(),
                };
                losses.push(Loss::Narrowed {
                    table: table.clone(),
                    column: to.name.clone(),
                    from: name(&from.sql_type, &from.format),
                    to: name(&to.sql_type, &to.format),
                });
            }
            _ => {}
        }
    }
    losses
}
