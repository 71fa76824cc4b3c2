//! SQL for PostgreSQL, which others use meanwhile.

mod column;
mod constraint;
mod rows;
mod table;

use std::collections::HashMap;

use super::{
    fill::Fills,
    script::{Op, Stage, Statement, Step, assemble},
};
use crate::{
    query::builder::quoted,
    schema::{
        ddl::parts,
        diff::{Change, Changes},
        model::TableName,
    },
};

/// What is written down so far.
pub(super) struct Writer<'a> {
    changes: &'a Changes,
    fills: Fills<'a>,
    ops: Vec<Op>,
    rows: Vec<rows::RowFill>,
    /// Columns that are made anew or change their type, by table.
    moved: HashMap<&'a TableName, Vec<&'a str>>,
}

pub(super) fn steps(changes: &Changes, fills: Fills<'_>) -> Vec<Step> {
    let mut writer = Writer { changes, fills, ops: Vec::new(), rows: Vec::new(), moved: constraint::moved(changes) };
    let rebuilt = constraint::rebuilt(changes);
    let names = |change: &&Change| {
        matches!(change, Change::RenameTable { .. } | Change::RenameColumn { .. } | Change::RenameConstraint { .. })
    };
    changes.list.iter().filter(names).for_each(|change| writer.change(change));
    for (table, constraint) in &rebuilt {
        writer.drop(table, constraint);
    }
    changes.list.iter().filter(|change| !names(change)).for_each(|change| writer.change(change));
    writer.fill_rows();
    writer.tables_gone();
    for (table, constraint) in &rebuilt {
        writer.add(table, constraint);
    }
    assemble(writer.ops)
}

impl Writer<'_> {
    fn change(&mut self, change: &Change) {
        match change {
            Change::CreateTable(_) => self.tables_new(change),
            // All at once, at the end.
            Change::DropTable(_) => {}
            Change::RenameTable { from, to } => self.rename_table(from, to),
            Change::RenameColumn { table, from, to } => self.rename_column(table, from, to),
            Change::AddColumn { table, column } => self.add_column(table, column),
            Change::DropColumn { table, column } => self.drop_column(table, column),
            Change::AlterColumn { table, from, to, renamed_words } => self.alter_column(table, from, to, renamed_words),
            Change::PrimaryKey { table, from, to } => self.primary_key(table, from, to),
            Change::AddConstraint { table, constraint } => self.add(table, constraint),
            Change::DropConstraint { table, constraint } => self.drop(table, constraint),
            Change::RenameConstraint { table, from, to } => self.rename_constraint(table, from, to),
        }
    }

    fn op(&mut self, stage: Stage, up: impl Into<Vec<Statement>>, down: impl Into<Vec<Statement>>) {
        self.ops.push(Op { stage, up: up.into(), down: down.into() });
    }
}

/// `ALTER TABLE` with one action.
fn alter(table: &TableName, action: impl std::fmt::Display) -> Statement {
    Statement::new(format!("ALTER TABLE {} {action}", parts::table(table)))
}

/// `ALTER TABLE` with one action, and why.
fn alter_because(table: &TableName, action: impl std::fmt::Display, why: &str) -> Statement {
    Statement { comment: Some(why.to_owned()), ..alter(table, action) }
}

/// Something that is in the same schema as a table: an index or a sequence.
fn beside(table: &TableName, name: &str) -> String {
    parts::table(&TableName { schema: table.schema.clone(), name: name.to_owned() })
}

fn drop_constraint(table: &TableName, name: &str) -> Statement {
    alter(table, format_args!("DROP CONSTRAINT {}", quoted(name)))
}
