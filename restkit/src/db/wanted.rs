//! What is wanted of the rows that a statement answers.

use super::Row;

/// What is kept of the rows that a statement answers.
#[derive(Debug)]
pub(super) enum Wanted {
    /// None of them: how many rows it changed is enough.
    Nothing,
    /// The first one; how many there are is not asked.
    First(Option<Row>),
    /// All of them.
    All(Vec<Row>),
}

impl Wanted {
    /// Keeps a row, or not.
    pub(super) fn keep(&mut self, row: impl Into<Row>) {
        match self {
            Self::First(first @ None) => *first = Some(row.into()),
            Self::All(rows) => rows.push(row.into()),
            Self::Nothing | Self::First(Some(_)) => {}
        }
    }

    /// Whether a row was kept: then the statement cannot be run anew for the same answer.
    pub(super) const fn has_some(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::First(first) => first.is_some(),
            Self::All(rows) => !rows.is_empty(),
        }
    }

    /// The first row.
    pub(super) fn into_first(self) -> Option<Row> {
        match self {
            Self::Nothing => None,
            Self::First(first) => first,
            Self::All(rows) => rows.into_iter().next(),
        }
    }

    /// All rows.
    pub(super) fn into_all(self) -> Vec<Row> {
        match self {
            Self::Nothing => Vec::new(),
            Self::First(first) => first.into_iter().collect(),
            Self::All(rows) => rows,
        }
    }
}
