//! Changes done to a schema.

use super::{
    change::{Change, Constraint},
    mention,
};
use crate::schema::model::{Column, Schema, Table, TableName};

/// Does one change. What it is about and is not there is left alone.
pub(in crate::schema) fn change(schema: &mut Schema, change: &Change) {
    match change {
        Change::CreateTable(table) => {
            schema.tables.push(table.clone());
            schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Change::DropTable(table) => schema.tables.retain(|other| other.name != table.name),
        Change::RenameTable { from, to } => rename_table(schema, from, to),
        Change::RenameColumn { table, from, to } => rename_column(schema, table, from, to),
        Change::AddColumn { table, column } => of(schema, table, |table| table.columns.push(column.clone())),
        Change::DropColumn { table, column } => {
            of(schema, table, |table| table.columns.retain(|other| other.name != column.name));
        }
        Change::AlterColumn { table, to, .. } => of(schema, table, |table| {
            for column in table.columns.iter_mut().filter(|column| column.name == to.name) {
                column.clone_from(to);
            }
        }),
        Change::PrimaryKey { table, to, .. } => of(schema, table, |table| table.primary_key.clone_from(to)),
        Change::AddConstraint { table, constraint } => of(schema, table, |table| add(table, constraint)),
        Change::DropConstraint { table, constraint } => of(schema, table, |table| remove(table, constraint, constraint.name())),
        Change::RenameConstraint { table, from, to } => of(schema, table, |table| {
            remove(table, to, from);
            add(table, to);
        }),
    }
}

fn of(schema: &mut Schema, name: &TableName, change: impl FnOnce(&mut Table)) {
    if let Some(table) = schema.tables.iter_mut().find(|table| table.name == *name) {
        change(table);
    }
}

fn add(table: &mut Table, constraint: &Constraint) {
    match constraint {
        Constraint::Unique(unique) => table.unique.push(unique.clone()),
        Constraint::ForeignKey(key) => table.foreign_keys.push(key.clone()),
        Constraint::Check(check) => table.checks.push(check.clone()),
        Constraint::Index(index) => table.indexes.push(index.clone()),
    }
    sort(table);
}

fn remove(table: &mut Table, like: &Constraint, name: &str) {
    match like {
        Constraint::Unique(_) => table.unique.retain(|unique| unique.name != name),
        Constraint::ForeignKey(_) => table.foreign_keys.retain(|key| key.name != name),
        Constraint::Check(_) => table.checks.retain(|check| check.name != name),
        Constraint::Index(_) => table.indexes.retain(|index| index.name != name),
    }
}

fn sort(table: &mut Table) {
    table.unique.sort_by(|a, b| a.name.cmp(&b.name));
    table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    table.checks.sort_by(|a, b| a.name.cmp(&b.name));
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
}

fn rename_table(schema: &mut Schema, from: &TableName, to: &TableName) {
    for table in &mut schema.tables {
        if table.name == *from {
            table.name.clone_from(to);
        }
        for key in table.foreign_keys.iter_mut().filter(|key| key.references == *from) {
            key.references.clone_from(to);
        }
    }
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Databases rename a column wherever it is mentioned, and so does this.
fn rename_column(schema: &mut Schema, name: &TableName, from: &str, to: &str) {
    let in_list = |columns: &mut Vec<String>| {
        for column in columns.iter_mut().filter(|column| *column == from) {
            to.clone_into(column);
        }
    };
    let in_text = |text: &mut String| {
        if mention::mentions(text, from) {
            *text = mention::renamed(text, from, to);
        }
    };
    for table in &mut schema.tables {
        for key in table.foreign_keys.iter_mut().filter(|key| key.references == *name) {
            in_list(&mut key.referenced);
        }
        if table.name != *name {
            continue;
        }
        for Column { name, generated, .. } in &mut table.columns {
            if name == from {
                to.clone_into(name);
            }
            generated.iter_mut().for_each(in_text);
        }
        in_list(&mut table.primary_key);
        table.unique.iter_mut().for_each(|unique| in_list(&mut unique.columns));
        table.foreign_keys.iter_mut().for_each(|key| in_list(&mut key.columns));
        table.checks.iter_mut().for_each(|check| in_text(&mut check.condition));
        for index in &mut table.indexes {
            index.keys.iter_mut().for_each(in_text);
            index.condition.iter_mut().for_each(in_text);
        }
    }
}
