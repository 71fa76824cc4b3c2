//! The difference between two tables of the same name.

use std::{
    collections::{HashMap, HashSet},
    mem::{Discriminant, discriminant},
};

use super::{
    change::{Change, Constraint},
    renames::{self, Ask, Renames},
};
use crate::schema::model::{Column, Table};

/// What was found, by when it is done.
#[derive(Default)]
pub(super) struct Found {
    /// What is in the way of the rest.
    pub(super) taken: Vec<Change>,
    /// What is new or different.
    pub(super) added: Vec<Change>,
    /// What goes away when all else is done, since something may be made from it.
    pub(super) gone: Vec<Change>,
}

pub(super) fn diff(from: &Table, to: &Table, declared: &Renames, ask: Ask<'_>) -> Found {
    let mut found = Found::default();
    if from == to {
        return found;
    }
    let table = || to.name.clone();
    for column in &to.columns {
        match from.column(&column.name) {
            None => found.added.push(Change::AddColumn { table: table(), column: column.clone() }),
            Some(old) if is_replaced(old, column) => {
                found.added.push(Change::DropColumn { table: table(), column: old.clone() });
                found.added.push(Change::AddColumn { table: table(), column: column.clone() });
            }
            Some(old) if old != column => {
                let renamed_words = renames::words(&to.name, &column.name, &old.words, &column.words, declared, ask);
                found.added.push(Change::AlterColumn { table: table(), from: old.clone(), to: column.clone(), renamed_words });
            }
            Some(_) => {}
        }
    }
    let gone = from.columns.iter().filter(|column| to.column(&column.name).is_none());
    found.gone.extend(gone.map(|column| Change::DropColumn { table: table(), column: column.clone() }));
    if from.primary_key != to.primary_key {
        let (from, to) = (from.primary_key.clone(), to.primary_key.clone());
        found.added.push(Change::PrimaryKey { table: table(), from, to });
    }
    constraints(from, to, &mut found);
    found
}

/// Whether no database makes the one column of the other: values that are computed from now on, or otherwise.
fn is_replaced(from: &Column, to: &Column) -> bool {
    to.generated.is_some() && from.generated != to.generated
}

fn key(constraint: &Constraint) -> (Discriminant<Constraint>, &str) {
    (discriminant(constraint), constraint.name())
}

fn constraints(from: &Table, to: &Table, found: &mut Found) {
    let replaced: Vec<&str> = to
        .columns
        .iter()
        .filter(|column| from.column(&column.name).is_some_and(|old| is_replaced(old, column)))
        .map(|column| column.name.as_str())
        .collect();
    let stays = |constraint: &Constraint| !replaced.iter().any(|column| constraint.concerns(column));
    let mut old: Vec<Constraint> = Constraint::of(from).collect();
    let mut new: Vec<Constraint> = Constraint::of(to).collect();
    let by_name: HashMap<(Discriminant<Constraint>, &str), &Constraint> = old.iter().map(|old| (key(old), old)).collect();
    let same: HashSet<(Discriminant<Constraint>, String)> = new
        .iter()
        .filter(|new| by_name.get(&key(new)).is_some_and(|old| old == new) && stays(new))
        .map(|new| (discriminant(new), new.name().to_owned()))
        .collect();
    let differs = |constraint: &Constraint| !same.contains(&(discriminant(constraint), constraint.name().to_owned()));
    old.retain(differs);
    new.retain(differs);
    // A name is free when nothing has it that stays, so that a circle of names is taken apart and made anew.
    let mut renamed = Vec::new();
    new.retain(|constraint| {
        let taken = old.iter().any(|other| other.name() == constraint.name());
        let Some(at) = old.iter().position(|other| !taken && other.is_like(constraint) && stays(other)) else { return true };
        let from = old.remove(at).name().to_owned();
        renamed.push(Change::RenameConstraint { table: to.name.clone(), from, to: constraint.clone() });
        false
    });
    let table = || to.name.clone();
    found.taken.extend(old.into_iter().map(|constraint| Change::DropConstraint { table: table(), constraint }));
    found.taken.extend(renamed);
    found.added.extend(new.into_iter().map(|constraint| Change::AddConstraint { table: table(), constraint }));
}
