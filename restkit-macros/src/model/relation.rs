//! A relation of a resource.

use proc_macro2::Span;
use syn::{Ident, Path, Type};

use super::OnDelete;

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
    /// What happens to a row when the one that several columns refer to is removed.
    pub(crate) on_delete: Option<OnDelete>,
}

impl Relation {
    /// Whether one row may have several rows of it.
    pub(crate) const fn to_many(&self) -> bool {
        matches!(self.kind, RelationKind::HasMany(_) | RelationKind::HasManyBy(_) | RelationKind::ManyToMany(..))
    }
}

/// By which columns it goes.
pub(crate) enum RelationKind {
    /// The index of the field, where its name as a relation is written, and the other resource as far as the type of the field names it.
    BelongsTo(usize, Span, Option<Type>),
    /// The other resource, and the fields that hold its key, with where each is named.
    BelongsToBy(Path, Vec<(usize, Span)>),
    HasOne(RelatedColumn),
    HasOneBy(RelatedColumns),
    HasMany(RelatedColumn),
    HasManyBy(RelatedColumns),
    /// The other resource, and the columns of the links: that of this one, and that of the other.
    ManyToMany(Path, RelatedColumn, RelatedColumn),
}

/// A column of another resource: `Comment::post_id`.
pub(crate) struct RelatedColumn {
    pub(crate) resource: Path,
    pub(crate) column: Ident,
}

/// Columns of another resource that hold the key of this one together.
pub(crate) struct RelatedColumns {
    pub(crate) resource: Path,
    /// Where `by` is written.
    pub(crate) by: Span,
    pub(crate) columns: Vec<Ident>,
}

/// A key of the order of a relation's rows: a column of the other resource.
pub(crate) struct RelationSort {
    pub(crate) column: Ident,
    pub(crate) descending: bool,
}
