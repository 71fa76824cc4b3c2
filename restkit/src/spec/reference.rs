//! What happens to rows when the row that they refer to is removed.

use super::{Column, ColumnSpec, Id, PartColumns, RelationKind, Resource, ResourceSpec, SingleKey, Version};

/// What happens to a row when the one it refers to is removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDelete {
    /// The removal is refused, with 409.
    #[default]
    Restrict,
    /// It is removed too.
    Cascade,
    /// It refers to nothing from then on.
    SetNull,
}

/// Columns that refer to a row of another resource, or of the same, which the database holds them to.
#[derive(Clone, Copy, Debug)]
pub struct ForeignKeySpec {
    /// The columns, by their indices, in the order of the other's key.
    pub columns: PartColumns,
    /// The other resource.
    pub target: &'static ResourceSpec,
    /// What happens to a row when the one it refers to is removed.
    pub on_delete: OnDelete,
}

impl ResourceSpec {
    /// What its rows refer to: by a column that is an `Id<…>`, and by several together where a relation says so.
    pub fn foreign_keys(&self) -> impl Iterator<Item = ForeignKeySpec> + use<> {
        let alone = self.columns.iter().enumerate().filter_map(|(at, column)| {
            let target = column.data_type.references?();
            Some(ForeignKeySpec { columns: PartColumns::new([at]), target, on_delete: column.on_delete })
        });
        let together = self.relations.iter().filter_map(|relation| match relation.kind {
            RelationKind::BelongsTo { columns } if columns.len() > 1 => {
                Some(ForeignKeySpec { columns, target: relation.target(), on_delete: relation.on_delete })
            }
            _ => None,
        });
        alone.chain(together)
    }

    /// The columns that change while the version of their row does not: those that are computed from other rows, references that go with what they refer
    /// to, and what is computed from these. A version that is a digest of the row misses only the first.
    pub(crate) fn unversioned(&self) -> Vec<usize> {
        let mut lost: Vec<usize> = Vec::new();
        if self.version != Version::Content {
            for key in self.foreign_keys().filter(|key| key.on_delete == OnDelete::SetNull) {
                lost.extend_from_slice(&key.columns);
            }
        }
        let changes = |(at, column): &(usize, &ColumnSpec)| {
            column.gathered().is_some() || lost.iter().any(|lost| lost == at || column.follows(*lost))
        };
        self.columns.iter().enumerate().filter(changes).map(|(at, _)| at).collect()
    }
}

/// A type that refers to another row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` refers to no other row",
    label = "`on_delete` is for `Id<…>` and `Option<Id<…>>`",
    note = "write the field's type as `Id<Other>`, or remove `on_delete`"
)]
pub trait Reference: Column {}
impl<R: Resource<Key: SingleKey>> Reference for Id<R> {}
impl<R: Resource<Key: SingleKey>> Reference for Option<Id<R>> {}

/// A type that may refer to nothing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` always refers to a row, so it cannot be set to null",
    label = "`set_null` is for `Option<Id<…>>`",
    note = "write `Option<…>` around the field's type, or `on_delete = cascade` or `restrict`"
)]
pub trait OptionalReference: Column {}
impl<R: Resource<Key: SingleKey>> OptionalReference for Option<Id<R>> {}

/// `on_delete = restrict`.
pub const fn restrict<T: Reference>() -> OnDelete {
    OnDelete::Restrict
}

/// `on_delete = cascade`.
pub const fn cascade<T: Reference>() -> OnDelete {
    OnDelete::Cascade
}

/// `on_delete = set_null`.
pub const fn set_null<T: OptionalReference>() -> OnDelete {
    OnDelete::SetNull
}
