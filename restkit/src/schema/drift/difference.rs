//! Differences in plain words.

use std::fmt;

use crate::schema::model::TableName;

/// What a live database has otherwise than it was declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// The differences, table by table.
    pub differences: Vec<Difference>,
    /// Tables that nobody declared, which is no difference: they may belong to others. Those that keep which migrations ran are left out.
    pub undeclared: Vec<TableName>,
    /// What could not be compared, and why.
    pub not_compared: Option<String>,
}

/// A difference; its text is a line for people, as in `tasks.title: is varchar(100) in the database, text in the structs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: TableName,
    /// The column, where the difference is about one.
    pub column: Option<String>,
    /// What kind of difference it is.
    pub kind: DifferenceKind,
    /// What differs.
    pub(super) what: String,
}

/// Kinds of differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DifferenceKind {
    /// The database lacks something.
    Missing,
    /// The database has something that was not declared.
    Extra,
    /// Something is not as it was declared.
    Changed,
    /// Something is as it was declared, but under another name.
    Renamed,
}

impl Drift {
    /// Whether no difference was found.
    pub const fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }
}

impl fmt::Display for Drift {
    /// A line for each difference, and one for what could not be compared.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.differences {
            writeln!(f, "{difference}")?;
        }
        match &self.not_compared {
            Some(reason) => writeln!(f, "{reason}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}.{column}: {}", self.table, self.what),
            None => write!(f, "{}: {}", self.table, self.what),
        }
    }
}
