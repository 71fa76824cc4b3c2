//! How the value of a column is computed.

use syn::{Ident, Path};

use super::Measure;

/// A column that nobody sets.
pub(crate) enum Computed {
    /// In SQL, in the words of either database.
    Sql { sqlite: Vec<SqlPart>, postgres: Vec<SqlPart> },
    /// From the rows of a relation, by its index; of a column of theirs, or how many there are.
    Gathered { relation: usize, told: Option<Told> },
}

/// What is told of a column of other rows.
pub(crate) struct Told {
    pub(crate) measure: Measure,
    pub(crate) resource: Path,
    pub(crate) column: Ident,
}

/// A part of an expression in SQL.
pub(crate) enum SqlPart {
    Text(String),
    /// The index of a column.
    Column(usize),
}
