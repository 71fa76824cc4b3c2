//! What was applied beside what there is.

use std::fmt;

use super::{history::Entry, set::Migration};

/// Where a migration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was applied.
    Applied,
    /// It was applied, and its file has changed since.
    Changed,
    /// It has not come to its end; the next `up` goes on with it.
    HalfDone,
    /// It was not applied.
    Pending,
    /// It was not applied, and newer ones were.
    OutOfOrder,
    /// It was applied, and the program does not know it.
    Missing,
    /// It was applied by a newer version of the program: it is newer than all that this one knows.
    Ahead,
}

/// A migration and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The version.
    pub version: i64,
    /// Version and description.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// When it was applied, in UTC.
    pub applied_at: Option<String>,
}

/// Why what was applied and the files do not fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The version and description of the migration.
    pub name: String,
    /// What is wrong with it.
    pub state: State,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Applied => "applied",
            Self::Changed => "changed",
            Self::HalfDone => "half done",
            Self::Pending => "pending",
            Self::OutOfOrder => "out of order",
            Self::Missing => "missing",
            Self::Ahead => "ahead",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.state {
            State::Changed => write!(f, "{name} was applied, and its file has changed since; write a new migration instead"),
            State::Missing => write!(f, "{name} was applied, and the program has no file for it"),
            State::OutOfOrder => {
                write!(f, "{name} was not applied, and newer ones were; give it a newer version, or allow it with --out-of-order")
            }
            state => write!(f, "{name} is {state}"),
        }
    }
}

impl State {
    /// Whether `up` has something to do for it.
    pub(crate) const fn is_pending(self) -> bool {
        matches!(self, Self::Pending | Self::OutOfOrder | Self::HalfDone)
    }
}

/// Holds the migrations against the history, by their versions.
pub(crate) fn compare(migrations: &[Migration], history: &[Entry]) -> Vec<Status> {
    let newest_applied = history.iter().map(|entry| entry.version).max();
    let newest_known = migrations.last().map(|migration| migration.version);
    let mut all: Vec<Status> = migrations
        .iter()
        .map(|migration| {
            let entry = history.iter().find(|entry| entry.version == migration.version);
            let state = match entry {
                Some(entry) if !entry.done => State::HalfDone,
                Some(entry) if entry.checksum != migration.checksum => State::Changed,
                Some(_) => State::Applied,
                None if newest_applied > Some(migration.version) => State::OutOfOrder,
                None => State::Pending,
            };
            let applied_at = entry.map(|entry| entry.applied_at.clone());
            Status { version: migration.version, name: migration.name.clone(), state, applied_at }
        })
        .collect();
    all.extend(history.iter().filter(|entry| !migrations.iter().any(|known| known.version == entry.version)).map(|entry| {
        let state = if newest_known < Some(entry.version) { State::Ahead } else { State::Missing };
        let name = format!("{}_{}", entry.version, entry.description.replace(' ', "_"));
        Status { version: entry.version, name, state, applied_at: Some(entry.applied_at.clone()) }
    }));
    all.sort_by_key(|status| status.version);
    all
}

/// What stands in the way of `up`.
pub(crate) fn faults(all: &[Status], out_of_order: bool) -> Vec<Fault> {
    let wrong = |state| match state {
        State::Changed | State::Missing => true,
        State::OutOfOrder => !out_of_order,
        _ => false,
    };
    all.iter()
        .filter(|status| wrong(status.state))
        .map(|status| Fault { name: status.name.clone(), state: status.state })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::migrate::set::Content;

    fn migration(version: i64) -> Migration {
        let up = Arc::new(|_| Box::pin(async { Ok(()) }) as _);
        let (name, description) = (format!("{version}_m"), "m".to_owned());
        Migration { version, name, description, checksum: vec![1], content: Content::Rust { up, down: None } }
    }

    fn entry(version: i64, checksum: u8, done: bool) -> Entry {
        Entry { version, description: "m".to_owned(), applied_at: "then".to_owned(), done, checksum: vec![checksum], time: 0 }
    }

    #[test]
    fn every_state_is_told() {
        let known: Vec<_> = [1, 2, 3, 4, 6, 8].map(migration).into();
        let history = [entry(1, 1, true), entry(2, 2, true), entry(3, 9, false), entry(5, 1, true), entry(6, 1, true)];
        let all = compare(&known, &history);
        let states: Vec<_> = all.iter().map(|status| format!("{} {}", status.version, status.state)).collect();
        assert_eq!(states, ["1 applied", "2 changed", "3 half done", "4 out of order", "5 missing", "6 applied", "8 pending"]);
        assert_eq!(faults(&all, false).len(), 3);
        assert_eq!(faults(&all, true).len(), 2);
        // A program that is older than the database starts all the same.
        let all = compare(&known[..1], &[entry(1, 1, true), entry(2, 1, true)]);
        assert_eq!((all[1].state, faults(&all, false).len()), (State::Ahead, 0));
        assert_eq!(all[1].name, "2_m");
    }
}
