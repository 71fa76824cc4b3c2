//! SQL for SQLite, in one transaction.

mod alter;
mod rebuild;
mod values;

use std::collections::HashSet;

use super::{
    fill::Fills,
    script::{Frame, Script, Statement, Step},
};
use crate::{
    db::Dialect,
    query::builder::quoted,
    schema::{
        ddl::{self, parts},
        diff::{Change, Changes, only_renames},
        model::{Index, Schema, Table, TableName},
    },
};
use values::Values;

/// Statements, and whether foreign keys have to be off meanwhile.
#[derive(Debug, Default)]
struct Path {
    statements: Vec<Statement>,
    keys_off: bool,
}

impl Path {
    fn then(&mut self, other: Self) {
        self.statements.extend(other.statements);
        self.keys_off |= other.keys_off;
    }

    fn script(self) -> Script {
        let frame = if self.keys_off { Frame::Rebuild } else { Frame::Transaction };
        Script { frame, statements: self.statements }
    }
}

pub(super) fn steps(changes: &Changes, fills: Fills<'_>) -> Vec<Step> {
    let mut up = Path::default();
    // Pieces of the way back, the last one first.
    let mut back: Vec<Path> = Vec::new();
    let mut renamed = only_renames(changes);
    for (old, new, index) in lost_by_renames(changes, &renamed) {
        up.statements.extend(alter::drop_index(&old, &index));
        back.push(Path { statements: alter::add_index(&old, &index), keys_off: false });
        for table in renamed.tables.iter_mut().filter(|table| table.name == new) {
            table.indexes.retain(|other| *other != index && other.name != index.name);
        }
    }
    for change in &changes.list {
        if let Some((there, again)) = rename(change) {
            up.statements.push(there);
            back.push(Path { statements: vec![again], keys_off: false });
        }
    }
    let (new, gone) = (not_in(&changes.to, &renamed), not_in(&renamed, &changes.to));
    let (forth, home) = (Values::new(changes, fills, true), Values::new(changes, fills, false));
    up.then(create(&new));
    back.push(drop_all(&new));
    for table in &changes.to.tables {
        let Some(old) = renamed.table(&table.name).filter(|old| *old != table) else { continue };
        up.then(path(old, table, &forth));
        back.push(path(table, old, &home));
    }
    up.then(drop_all(&gone));
    back.push(create(&gone));
    let mut down = Path::default();
    for piece in back.into_iter().rev() {
        down.then(piece);
    }
    if up.statements.is_empty() && down.statements.is_empty() {
        return Vec::new();
    }
    vec![Step { name: "change", up: up.script(), down: down.script() }]
}

/// From one form of a table to another: by `ALTER TABLE` where that can do it, else by a new table.
fn path(old: &Table, new: &Table, values: &Values<'_>) -> Path {
    match alter::statements(old, new, values) {
        Some(statements) => Path { statements, keys_off: false },
        None => Path { statements: rebuild::statements(old, new, values), keys_off: true },
    }
}

fn rename(change: &Change) -> Option<(Statement, Statement)> {
    let table = |from: &TableName, to: &TableName| {
        Statement::new(format!("ALTER TABLE {} RENAME TO {}", parts::table(from), quoted(&to.name)))
    };
    match change {
        Change::RenameTable { from, to } => Some((table(from, to), table(to, from))),
        Change::RenameColumn { table, from, to } => {
            let column = |from: &str, to: &str| {
                Statement::new(format!("ALTER TABLE {} RENAME COLUMN {} TO {}", parts::table(table), quoted(from), quoted(to)))
            };
            Some((column(from, to), column(to, from)))
        }
        _ => None,
    }
}

/// What finds words in a table that is renamed, or has a column renamed: it would go on looking for the old names, and is made anew. Each with the names
/// that the table had and has.
fn lost_by_renames(changes: &Changes, renamed: &Schema) -> Vec<(TableName, TableName, Index)> {
    let mut lost = Vec::new();
    for table in &changes.from.tables {
        let to = changes.list.iter().find_map(|change| match change {
            Change::RenameTable { from, to } if *from == table.name => Some(to.clone()),
            _ => None,
        });
        let name = to.unwrap_or_else(|| table.name.clone());
        let names = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        let same = name == table.name && renamed.table(&name).is_some_and(|other| names(other) == names(table));
        let searches = table.indexes.iter().filter(|index| !same && ddl::search::is_search(index));
        lost.extend(searches.map(|index| (table.name.clone(), name.clone(), index.clone())));
    }
    lost
}

fn not_in(schema: &Schema, other: &Schema) -> Schema {
    let there: HashSet<&TableName> = other.tables.iter().map(|table| &table.name).collect();
    Schema { tables: schema.tables.iter().filter(|table| !there.contains(&table.name)).cloned().collect() }
}

fn create(schema: &Schema) -> Path {
    let statements = ddl::create(schema, Dialect::Sqlite).into_iter().map(Statement::new).collect();
    Path { statements, keys_off: false }
}

/// Tables that refer to others first. SQLite removes the rows before the table, and so minds what refers to them; in a circle always.
fn drop_all(schema: &Schema) -> Path {
    let mut tables = ddl::by_reference(&schema.tables);
    tables.reverse();
    let circular = tables.iter().enumerate().any(|(at, table)| {
        let refers = |other: &&Table| other.foreign_keys.iter().any(|key| key.references == table.name);
        tables[at + 1..].iter().any(refers)
    });
    let drop = |table: &&Table| {
        let searches = table.indexes.iter().filter(|index| ddl::search::is_search(index));
        let mut statements: Vec<Statement> = searches.flat_map(|index| alter::drop_index(&table.name, index)).collect();
        statements.push(Statement::because(format!("DROP TABLE {}", parts::table(&table.name)), "With all rows."));
        statements
    };
    let statements = tables.iter().flat_map(drop).collect();
    Path { statements, keys_off: circular }
}
