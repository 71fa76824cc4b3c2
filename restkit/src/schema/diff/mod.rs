//! The difference between two schemas, as data.

pub(super) mod apply;
mod change;
pub(super) mod mention;
mod renames;
mod table;

pub use change::{Change, Constraint};
pub use renames::{Answer, Question, Renames, Subject};

use super::model::{Schema, Table, TableName};

/// What leads from one schema to another, in an order in which it can be done.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The schema that there is.
    pub from: Schema,
    /// The schema that there shall be.
    pub to: Schema,
    /// The changes: names first, then what is taken away from tables, what is new, and last what goes away.
    pub list: Vec<Change>,
    /// The names that the structs say things had before, also those that were seen to earlier.
    pub renames: Renames,
}

impl Changes {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What leads back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let mut renames = Renames::default();
        for change in &self.list {
            match change {
                Change::RenameTable { from, to } => {
                    renames.tables.insert(from.clone(), to.clone());
                }
                Change::RenameColumn { table, from, to } => {
                    renames.columns.insert((self.before(table), from.clone()), to.clone());
                }
                Change::AlterColumn { table, to, renamed_words, .. } => {
                    let column = self.column_before(table, &to.name);
                    renames.words.extend(
                        renamed_words.iter().map(|(old, new)| ((self.before(table), column.clone(), old.clone()), new.clone())),
                    );
                }
                _ => {}
            }
        }
        diff(&self.to, &self.from, &renames, &mut |_| Answer::New)
    }

    /// The name that a table had.
    fn before(&self, name: &TableName) -> TableName {
        let earlier = self.list.iter().find_map(|change| match change {
            Change::RenameTable { from, to } if to == name => Some(from.clone()),
            _ => None,
        });
        earlier.unwrap_or_else(|| name.clone())
    }

    /// The name that a column had.
    fn column_before(&self, in_table: &TableName, name: &str) -> String {
        let earlier = self.list.iter().find_map(|change| match change {
            Change::RenameColumn { table, from, to } if table == in_table && to == name => Some(from.clone()),
            _ => None,
        });
        earlier.unwrap_or_else(|| name.to_owned())
    }

    /// The first schema with the changes done to it: the second one, but for the order of columns.
    pub fn apply(&self) -> Schema {
        let mut schema = self.from.clone();
        for change in &self.list {
            apply::change(&mut schema, change);
        }
        schema
    }
}

/// The first schema with nothing done to it but the names of tables and columns.
pub(super) fn only_renames(changes: &Changes) -> Schema {
    let mut schema = changes.from.clone();
    let names = |change: &&Change| matches!(change, Change::RenameTable { .. } | Change::RenameColumn { .. });
    changes.list.iter().filter(names).for_each(|change| apply::change(&mut schema, change));
    schema
}

/// What leads from one form of a table to another, when nothing in it has another name.
pub(super) fn between(from: &Table, to: &Table) -> Vec<Change> {
    let found = table::diff(from, to, &Renames::default(), &mut |_| Answer::New);
    [found.taken, found.added, found.gone].into_iter().flatten().collect()
}

/// Compares two schemas of the same dialect. The order of columns makes no difference.
///
/// What has another name is what `renames` says, and what `ask` answers for the rest: it is called for everything that is new
/// while something like it is gone. Nothing is ever guessed. A rename that was done already is fine.
///
/// ```
/// use restkit::schema::{self, Answer, Renames, model::Schema};
///
/// let schema = Schema::default();
/// let changes = schema::diff(&schema, &schema, &Renames::default(), &mut |_| Answer::New);
/// assert!(changes.is_empty());
/// ```
pub fn diff(from: &Schema, to: &Schema, renames: &Renames, ask: &mut dyn FnMut(Question) -> Answer) -> Changes {
    let mut state = from.clone();
    let mut list = renames::apply_renames(&mut state, to, renames, ask);
    let mut taken = Vec::new();
    let mut added = Vec::new();
    let mut gone = Vec::new();
    for table in &to.tables {
        match state.table(&table.name) {
            None => added.push(Change::CreateTable(table.clone())),
            Some(old) => {
                let found = table::diff(old, table, renames, ask);
                taken.extend(found.taken);
                added.extend(found.added);
                gone.extend(found.gone);
            }
        }
    }
    gone.extend(state.tables.iter().filter(|table| to.table(&table.name).is_none()).cloned().map(Change::DropTable));
    // New tables come first of what is new: columns and keys may refer to them.
    added.sort_by_key(|change| !matches!(change, Change::CreateTable(_)));
    list.extend(taken);
    list.extend(added);
    list.extend(gone);
    Changes { from: from.clone(), to: to.clone(), list, renames: renames.clone() }
}
