//! How the value of a column is computed.

use proc_macro2::Span;
use syn::{Ident, Path, token::Paren};

use super::Measure;

/// A column that nobody sets.
pub(crate) enum Computed {
    /// In SQL, in the words of either database.
    Sql { sqlite: Vec<SqlPart>, postgres: Vec<SqlPart> },
    /// From the rows of a relation, by its index; of a column of theirs, or how many there are.
    Gathered { relation: usize, told: Option<Told> },
    /// By a function of other columns, by their indices; each with the place where it is named.
    Made { function: Path, paren: Paren, inputs: Vec<(usize, Span)> },
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
