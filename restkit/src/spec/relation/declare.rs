//! Relations as they are declared: functions that the macro calls, which ask types whether the columns fit.

use super::{
    super::{
        Column, Field, Id, IsOrdered, NotNull, PartColumns, Resource, SingleKey,
        key::{Holds, KeyPart, WholeBy},
    },
    RelationKind, RelationSpec,
};

/// A type of columns that lead to a row of another resource.
#[diagnostic::on_unimplemented(
    message = "`{Self}` refers to no other row",
    label = "`belongs_to` is for `Id<…>` and `Option<Id<…>>`",
    note = "write the field's type as `Id<Other>`, or remove `belongs_to`"
)]
pub trait Refers: Column {
    /// The resource of that row.
    type Target: Resource;
}
impl<R: Resource<Key: SingleKey>> Refers for Id<R> {
    type Target = R;
}
impl<R: Resource<Key: SingleKey>> Refers for Option<Id<R>> {
    type Target = R;
}

/// A type of columns that lead to a row of `R`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not refer to `{R}`",
    label = "this column does not refer to `{R}`",
    note = "a relation goes by a column whose type is `Id<{R}>` or `Option<Id<{R}>>`"
)]
pub trait RefersTo<R>: Column {}
impl<R: Resource<Key: SingleKey>> RefersTo<R> for Id<R> {}
impl<R: Resource<Key: SingleKey>> RefersTo<R> for Option<Id<R>> {}

/// `belongs_to = name` on a column of type `C`.
pub const fn belongs_to<C: Refers>(name: &'static str, column: usize) -> RelationSpec {
    RelationSpec::new(name, RelationKind::BelongsTo { columns: PartColumns::new([column]) }, C::Target::spec)
}

/// `belongs_to(name = Other, by(…))`: by columns that hold the parts of its key.
pub const fn belongs_to_by<T: Resource<Key: WholeBy<N>>, const N: usize>(
    name: &'static str,
    columns: [usize; N],
) -> RelationSpec {
    RelationSpec::new(name, RelationKind::BelongsTo { columns: PartColumns::new(columns) }, T::spec)
}

/// A column of type `C` that holds a part of the key of `T`.
pub const fn part<T: Resource<Key: KeyPart<AT>>, const AT: usize, C: Holds<<T::Key as KeyPart<AT>>::Part>>(
    column: usize,
) -> usize {
    column
}

/// The same, of a column that can be set to null.
pub const fn part_or_null<T, const AT: usize, C>(column: usize) -> usize
where
    T: Resource<Key: KeyPart<AT>>,
    C: Holds<<T::Key as KeyPart<AT>>::Part> + MayBeNull,
{
    column
}

/// The same, of a column of another resource.
pub const fn part_of<T, const AT: usize, R: Resource, C>(column: Field<R, C>) -> usize
where
    T: Resource<Key: KeyPart<AT>>,
    C: Holds<<T::Key as KeyPart<AT>>::Part>,
{
    column.index()
}

/// A type of columns that may be null.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is never null, and so refers to a row always",
    label = "`set_null` is for columns of `Option<…>`",
    note = "write `Option<…>` around the field's type, or `on_delete = cascade` or `restrict`"
)]
pub trait MayBeNull: Column {}
impl<T: NotNull> MayBeNull for Option<T> {}

/// `has_one(name = Other, by(…))` of `R`.
pub const fn has_one_by<R: Resource<Key: WholeBy<N>>, T: Resource, const N: usize>(
    name: &'static str,
    columns: [usize; N],
) -> RelationSpec {
    RelationSpec::new(name, RelationKind::HasOne { columns: PartColumns::new(columns) }, T::spec)
}

/// `has_many(name = Other, by(…))` of `R`.
pub const fn has_many_by<R: Resource<Key: WholeBy<N>>, T: Resource, const N: usize>(
    name: &'static str,
    columns: [usize; N],
) -> RelationSpec {
    RelationSpec::new(name, RelationKind::HasMany { columns: PartColumns::new(columns) }, T::spec)
}

/// `has_one(name = Other::column)` of `R`.
pub const fn has_one<R: Resource, T: Resource, C: RefersTo<R>>(name: &'static str, column: Field<T, C>) -> RelationSpec {
    RelationSpec::new(name, RelationKind::HasOne { columns: PartColumns::new([column.index()]) }, T::spec)
}

/// `has_many(name = Other::column)` of `R`.
pub const fn has_many<R: Resource, T: Resource, C: RefersTo<R>>(name: &'static str, column: Field<T, C>) -> RelationSpec {
    RelationSpec::new(name, RelationKind::HasMany { columns: PartColumns::new([column.index()]) }, T::spec)
}

/// `many_to_many(name = Other, through(Link::mine, Link::theirs))` of `R`.
pub const fn many_to_many<R: Resource, T: Resource, L: Resource, M: RefersTo<R>, O: RefersTo<T>>(
    name: &'static str,
    mine: Field<L, M>,
    theirs: Field<L, O>,
) -> RelationSpec {
    let kind = RelationKind::ManyToMany { through: L::spec, mine: mine.index(), theirs: theirs.index() };
    RelationSpec::new(name, kind, T::spec)
}

/// One key of the order of a relation's rows: small values first.
pub const fn ascending<R: Resource, T: IsOrdered>(column: Field<R, T>) -> (usize, bool) {
    (column.asc().into_key().column, false)
}

/// One key of the order of a relation's rows: great values first.
pub const fn descending<R: Resource, T: IsOrdered>(column: Field<R, T>) -> (usize, bool) {
    (column.desc().into_key().column, true)
}
