//! What is told of rows together.

use proc_macro2::Span;

/// Groups, and what is told of each.
pub(crate) struct Aggregate {
    pub(crate) groups: Vec<Aggregated>,
    pub(crate) measures: Vec<(Measure, Aggregated)>,
}

/// A field in one of the lists.
pub(crate) struct Aggregated {
    /// The index of the column.
    pub(crate) column: usize,
    /// Where its name is written.
    pub(crate) span: Span,
}

/// What is told of values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Sum,
    Average,
    Least,
    Greatest,
}
