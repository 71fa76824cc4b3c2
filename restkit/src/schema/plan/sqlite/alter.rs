//! What `ALTER TABLE` of SQLite can do.

use super::values::Values;
use crate::{
    db::Dialect,
    query::builder::quoted,
    schema::{
        ddl::{self, parts},
        diff::{Change, Constraint, between},
        model::{Column, Index, Table, TableName},
        plan::{fill::needs_value, script::Statement},
    },
};

/// The statements from one form of a table to another; `None` where it has to be made anew.
pub(super) fn statements(old: &Table, new: &Table, values: &Values<'_>) -> Option<Vec<Statement>> {
    let table = parts::table(&new.name);
    let changes = between(old, new);
    let mut added: Vec<(&Column, Vec<String>)> = Vec::new();
    let mut before = Vec::new();
    let mut after = Vec::new();
    for change in &changes {
        match change {
            Change::AddColumn { column, .. } => {
                let filled = values.of(old, column).is_some();
                let anew = old.column(&column.name).is_some();
                if filled || anew || !can_add(column) || new.primary_key.contains(&column.name) {
                    return None;
                }
                added.push((column, Vec::new()));
            }
            Change::DropColumn { column, .. } => {
                let used = Constraint::of(old).any(|c| !matches!(c, Constraint::Index(_)) && c.concerns(&column.name));
                let computed = old.columns.iter().filter_map(|c| c.generated.as_ref());
                let mentioned = computed.into_iter().any(|text| crate::schema::diff::mention::mentions(text, &column.name));
                if used || mentioned || old.primary_key.contains(&column.name) || new.column(&column.name).is_some() {
                    return None;
                }
                let drop = format!("ALTER TABLE {table} DROP COLUMN {}", quoted(&column.name));
                after.push(Statement::because(drop, "With its values."));
            }
            Change::DropConstraint { constraint: Constraint::Index(index), .. } => {
                before.extend(drop_index(&new.name, index));
            }
            Change::AddConstraint { constraint: Constraint::Index(index), .. } => after.extend(add_index(&new.name, index)),
            Change::RenameConstraint { from, to: Constraint::Index(index), .. } => {
                let named = Index { name: from.clone(), ..index.clone() };
                before.extend(drop_index(&new.name, &named));
                after.extend(add_index(&new.name, index));
            }
            Change::AlterColumn { from, to, .. } => {
                // The database knows neither words nor formats.
                let seen = |column: &Column| Column { format: None, words: Vec::new(), ..column.clone() };
                if seen(from) != seen(to) || !values.keeps(old, to) {
                    return None;
                }
            }
            Change::AddConstraint { .. } => {}
            _ => return None,
        }
    }
    for change in &changes {
        if let Change::AddConstraint { constraint, .. } = change
            && !matches!(constraint, Constraint::Index(_))
        {
            let (column, with) = added.iter_mut().find(|(column, _)| constraint.concerns(&column.name))?;
            with.push(of_column(column, constraint)?);
        }
    }
    let mut statements = before;
    statements.extend(added.into_iter().map(|(column, with)| {
        let with: String = with.iter().map(|constraint| format!(" {constraint}")).collect();
        Statement::new(format!("ALTER TABLE {table} ADD COLUMN {}{with}", parts::column(column, Dialect::Sqlite)))
    }));
    statements.extend(after);
    Some(statements)
}

/// Whether a column can be added to a table with rows: one with a constant, or with nothing.
fn can_add(column: &Column) -> bool {
    let constant = |default: &String| parts::is_literal(default) && !default.to_lowercase().starts_with("current_");
    !column.identity && column.generated.is_none() && !needs_value(column) && column.default.iter().all(constant)
}

/// A constraint in the place of one of its column.
fn of_column(column: &Column, constraint: &Constraint) -> Option<String> {
    match constraint {
        Constraint::Check(check) => Some(parts::check(check)),
        // With a default each row that exists would refer to something.
        Constraint::ForeignKey(key) if key.columns == [column.name.as_str()] && column.default.is_none() => {
            Some(format!("CONSTRAINT {} {}", quoted(&key.name), parts::references(key)))
        }
        _ => None,
    }
}

pub(super) fn add_index(table: &TableName, index: &Index) -> Vec<Statement> {
    ddl::indexed(table, index, Dialect::Sqlite).into_iter().map(Statement::new).collect()
}

pub(super) fn drop_index(table: &TableName, index: &Index) -> Vec<Statement> {
    let plain = || {
        let name = TableName { schema: table.schema.clone(), name: index.name.clone() };
        vec![format!("DROP INDEX {}", parts::table(&name))]
    };
    ddl::search::drop(table, index).unwrap_or_else(plain).into_iter().map(Statement::new).collect()
}
