//! What a resource is searched by.

use proc_macro2::Span;

/// Fields that are searched for words.
pub(crate) struct Search {
    pub(crate) fields: Vec<SearchField>,
    pub(crate) language: Option<&'static str>,
}

/// A field that is searched.
pub(crate) struct SearchField {
    /// The index of the column.
    pub(crate) column: usize,
    pub(crate) weight: u32,
    /// Where its name is written.
    pub(crate) span: Span,
}
