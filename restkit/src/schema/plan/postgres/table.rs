//! Whole tables and names.

use std::collections::HashSet;

use super::{Writer, alter, beside};
use crate::{
    db::Dialect,
    query::builder::quoted,
    schema::{
        ddl::{self, parts},
        diff::{Change, Constraint},
        model::{Schema, Table, TableName},
        plan::script::{Stage, Statement},
    },
};

impl Writer<'_> {
    /// All new tables at the first of them, in the order of their references.
    pub(super) fn tables_new(&mut self, change: &Change) {
        let new: Vec<&Table> = self
            .changes
            .list
            .iter()
            .filter_map(|change| if let Change::CreateTable(table) = change { Some(table) } else { None })
            .collect();
        let first = new.first().is_some_and(|first| matches!(change, Change::CreateTable(table) if table.name == first.name));
        if !first {
            return;
        }
        let names: HashSet<&TableName> = new.iter().map(|table| &table.name).collect();
        let up: Vec<Statement> = ddl::create_where(&self.changes.to, &|name| names.contains(name), Dialect::Postgres)
            .into_iter()
            .map(Statement::new)
            .collect();
        let all = new.iter().map(|table| parts::table(&table.name)).collect::<Vec<_>>().join(", ");
        self.op(Stage::Change, up, [Statement::because(format!("DROP TABLE {all}"), "With all rows.")]);
    }

    /// All tables that go away, in one statement, since they may refer to each other.
    pub(super) fn tables_gone(&mut self) {
        let gone: Vec<Table> = self
            .changes
            .list
            .iter()
            .filter_map(|change| if let Change::DropTable(table) = change { Some(table.clone()) } else { None })
            .collect();
        if gone.is_empty() {
            return;
        }
        let all = gone.iter().map(|table| parts::table(&table.name)).collect::<Vec<_>>().join(", ");
        let down: Vec<Statement> =
            ddl::create(&Schema { tables: gone }, Dialect::Postgres).into_iter().map(Statement::new).collect();
        self.op(Stage::Finish, [Statement::because(format!("DROP TABLE {all}"), "With all rows.")], down);
    }

    /// With the names that PostgreSQL made from that of the table.
    pub(super) fn rename_table(&mut self, from: &TableName, to: &TableName) {
        let Some(table) = self.changes.from.table(from) else { return };
        let both = |from: &TableName, to: &TableName| {
            let mut statements = Vec::new();
            let mut now = from.clone();
            if from.schema != to.schema
                && let Some(schema) = &to.schema
            {
                statements.push(alter(from, format_args!("SET SCHEMA {}", quoted(schema))));
                now.schema = Some(schema.clone());
            }
            if now.name != to.name {
                statements.push(alter(&now, format_args!("RENAME TO {}", quoted(&to.name))));
            }
            if !table.primary_key.is_empty() {
                let name = beside(to, &parts::primary_key_name(from));
                let new = quoted(&parts::primary_key_name(to));
                statements.push(Statement::new(format!("ALTER INDEX IF EXISTS {name} RENAME TO {new}")));
            }
            for column in table.columns.iter().filter(|column| column.identity) {
                statements.push(rename_sequence(to, (&from.name, &column.name), (&to.name, &column.name)));
            }
            statements
        };
        self.op(Stage::Change, both(from, to), both(to, from));
    }

    pub(super) fn rename_column(&mut self, table: &TableName, from: &str, to: &str) {
        let identity = self.changes.to.table(table).and_then(|table| table.column(to)).is_some_and(|column| column.identity);
        let both = |from: &str, to: &str| {
            let mut statements = vec![alter(table, format_args!("RENAME COLUMN {} TO {}", quoted(from), quoted(to)))];
            if identity {
                statements.push(rename_sequence(table, (&table.name, from), (&table.name, to)));
            }
            statements
        };
        self.op(Stage::Change, both(from, to), both(to, from));
    }

    pub(super) fn rename_constraint(&mut self, table: &TableName, from: &str, constraint: &Constraint) {
        let both = |from: &str, to: &str| {
            [match constraint {
                Constraint::Index(_) => Statement::new(format!("ALTER INDEX {} RENAME TO {}", beside(table, from), quoted(to))),
                _ => alter(table, format_args!("RENAME CONSTRAINT {} TO {}", quoted(from), quoted(to))),
            }]
        };
        self.op(Stage::Change, both(from, constraint.name()), both(constraint.name(), from));
    }
}

/// The sequence of an identity column follows the names of its table and column.
fn rename_sequence(table: &TableName, from: (&str, &str), to: (&str, &str)) -> Statement {
    let name = |(table, column): (&str, &str)| format!("{table}_{column}_seq");
    Statement::new(format!("ALTER SEQUENCE IF EXISTS {} RENAME TO {}", beside(table, &name(from)), quoted(&name(to))))
}
