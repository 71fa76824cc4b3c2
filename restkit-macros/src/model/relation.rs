//! A relation of a resource.

use proc_macro2::Span;
use syn::{Ident, Path, Type};

/// A relation to another resource, or to the same.
pub(crate) struct Relation {
    /// The name in queries and answers.
    pub(crate) name: String,
    /// The function that names it.
    pub(crate) ident: Ident,
    pub(crate) kind: RelationKind,
    pub(crate) limit: Option<u32>,
    pub(crate) sort: Vec<RelationSort>,
    /// Whether lists are filtered by columns of its rows.
    pub(crate) filter: bool,
    /// Whether they are ordered by them.
    pub(crate) lends_order: bool,
    /// Whether its rows have a path below that of the row.
    pub(crate) nested: bool,
    /// Whether bodies that make a row may hold its rows.
    pub(crate) write: bool,
}

impl Relation {
    /// Whether one row may have several rows of it.
    pub(crate) const fn to_many(&self) -> bool {
        matches!(self.kind, RelationKind::HasMany(_) | RelationKind::ManyToMany(..))
    }
}

/// By which columns it goes.
pub(crate) enum RelationKind {
    /// The index of the field, where its name as a relation is written, and the other resource as far as the type of the field names it.
    BelongsTo(usize, Span, Option<Type>),
    HasOne(RelatedColumn),
    HasMany(RelatedColumn),
    /// The other resource, and the columns of the links: that of this one, and that of the other.
    ManyToMany(Path, RelatedColumn, RelatedColumn),
}

/// A column of another resource: `Comment::post_id`.
pub(crate) struct RelatedColumn {
    pub(crate) resource: Path,
    pub(crate) column: Ident,
}

/// A key of the order of a relation's rows: a column of the other resource.
pub(crate) struct RelationSort {
    pub(crate) column: Ident,
    pub(crate) descending: bool,
}
