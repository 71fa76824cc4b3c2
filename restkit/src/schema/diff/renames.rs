//! What has another name than before: never guessed.

use std::collections::{BTreeMap, HashSet};

use super::{Change, apply};
use crate::{
    schema::model::{Schema, TableName},
    spec::ResourceSpec,
};

/// The names that things had before, as `renamed_from` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// New name of a table to its old one.
    pub tables: BTreeMap<TableName, TableName>,
    /// New names of a table and of a column to the column's old one.
    pub columns: BTreeMap<(TableName, String), String>,
    /// New names of a table and of a column, and the new word of an enum, to the old word.
    pub words: BTreeMap<(TableName, String, String), String>,
}

impl Renames {
    /// What the structs say: `renamed_from` on a struct, a field or a variant of an enum.
    pub fn declared(resources: &[&'static ResourceSpec]) -> Self {
        let mut renames = Self::default();
        for spec in resources {
            let table = TableName::from(*spec);
            if let Some(old) = spec.renamed_from {
                renames.tables.insert(table.clone(), TableName { name: old.to_owned(), ..table.clone() });
            }
            for column in spec.columns.iter().filter(|column| column.is_stored()) {
                if let Some(old) = column.renamed_from {
                    renames.columns.insert((table.clone(), column.column.to_owned()), old.to_owned());
                }
                for (new, old) in column.data_type.renamed_variants {
                    renames.words.insert((table.clone(), column.column.to_owned(), (*new).to_owned()), (*old).to_owned());
                }
            }
        }
        renames
    }
}

/// Something is new where something else is gone: is it the same under another name?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it is.
    pub subject: Subject,
    /// The name that is new.
    pub new: String,
    /// The names that are gone, never none.
    pub gone: Vec<String>,
}

/// What a [`Question`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A table.
    Table,
    /// A column.
    Column {
        /// Its table.
        table: TableName,
    },
    /// A word of an enum.
    Word {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
    },
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is new, and what is gone is gone.
    New,
    /// It had this name, one of those that are gone.
    RenamedFrom(String),
}

/// Asks whoever knows.
pub(super) type Ask<'a> = &'a mut dyn FnMut(Question) -> Answer;

/// Renames tables and columns in `state` on its way to `to`; answers what was done.
pub(super) fn apply_renames(state: &mut Schema, to: &Schema, declared: &Renames, ask: Ask<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    tables(state, to, declared, ask, &mut changes);
    for table in &to.tables {
        if state.table(&table.name).is_some() {
            columns(state, to, &table.name, declared, ask, &mut changes);
        }
    }
    changes
}

fn tables(state: &mut Schema, to: &Schema, declared: &Renames, ask: Ask<'_>, changes: &mut Vec<Change>) {
    let mut rename = |state: &mut Schema, old: &TableName, new: &TableName| {
        let change = Change::RenameTable { from: old.clone(), to: new.clone() };
        apply::change(state, &change);
        changes.push(change);
    };
    // In a chain of names the last one is free first.
    loop {
        let next = declared
            .tables
            .iter()
            .find(|(new, old)| to.table(new).is_some() && state.table(new).is_none() && state.table(old).is_some());
        let Some((new, old)) = next else { break };
        rename(state, old, new);
    }
    let mut asked = HashSet::new();
    for table in &to.tables {
        if state.table(&table.name).is_some() || !asked.insert(&table.name) {
            continue;
        }
        let gone: Vec<TableName> = state
            .tables
            .iter()
            .map(|table| table.name.clone())
            .filter(|name| to.table(name).is_none() && name.schema == table.name.schema)
            .collect();
        if gone.is_empty() {
            continue;
        }
        let names = gone.iter().map(|name| name.name.clone()).collect();
        if let Answer::RenamedFrom(old) = ask(Question { subject: Subject::Table, new: table.name.name.clone(), gone: names })
            && let Some(old) = gone.iter().find(|name| name.name == old)
        {
            rename(state, old, &table.name);
        }
    }
}

fn columns(state: &mut Schema, to: &Schema, name: &TableName, declared: &Renames, ask: Ask<'_>, changes: &mut Vec<Change>) {
    let Some(target) = to.table(name) else { return };
    let mut rename = |state: &mut Schema, old: &str, new: &str| {
        let change = Change::RenameColumn { table: name.clone(), from: old.to_owned(), to: new.to_owned() };
        apply::change(state, &change);
        changes.push(change);
    };
    let has = |state: &Schema, column: &str| state.table(name).is_some_and(|table| table.column(column).is_some());
    loop {
        let next = target.columns.iter().find_map(|column| {
            let old = declared.columns.get(&(name.clone(), column.name.clone()))?;
            (!has(state, &column.name) && has(state, old)).then_some((old, &column.name))
        });
        let Some((old, new)) = next else { break };
        rename(state, old, new);
    }
    for column in &target.columns {
        if has(state, &column.name) {
            continue;
        }
        let there = state.table(name).map(|table| table.columns.as_slice()).unwrap_or_default();
        let gone: Vec<String> =
            there.iter().map(|column| column.name.clone()).filter(|old| target.column(old).is_none()).collect();
        if gone.is_empty() {
            continue;
        }
        let question =
            Question { subject: Subject::Column { table: name.clone() }, new: column.name.clone(), gone: gone.clone() };
        if let Answer::RenamedFrom(old) = ask(question)
            && gone.contains(&old)
        {
            rename(state, &old, &column.name);
        }
    }
}

/// The words of an enum that have another name, the old one first.
pub(super) fn words(
    table: &TableName,
    column: &str,
    from: &[String],
    to: &[String],
    declared: &Renames,
    ask: Ask<'_>,
) -> Vec<(String, String)> {
    let mut gone: Vec<String> = from.iter().filter(|word| !to.contains(word)).cloned().collect();
    let mut renamed = Vec::new();
    let added: Vec<&String> = to.iter().filter(|word| !from.contains(word)).collect();
    for new in &added {
        let key = (table.clone(), column.to_owned(), (*new).clone());
        if let Some(at) = declared.words.get(&key).and_then(|old| gone.iter().position(|word| word == old)) {
            renamed.push((gone.remove(at), (*new).clone()));
        }
    }
    for new in added {
        if gone.is_empty() || renamed.iter().any(|(_, known)| known == new) {
            continue;
        }
        let subject = Subject::Word { table: table.clone(), column: column.to_owned() };
        if let Answer::RenamedFrom(old) = ask(Question { subject, new: new.clone(), gone: gone.clone() })
            && let Some(at) = gone.iter().position(|word| *word == old)
        {
            renamed.push((gone.remove(at), new.clone()));
        }
    }
    renamed
}
