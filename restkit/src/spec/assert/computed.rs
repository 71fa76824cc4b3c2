//! Which types hold what is computed.

use rust_decimal::Decimal;

use super::aggregate::has_extremes;
use crate::spec::{
    Column, ColumnSpec, Computed, Field, Generated, IsOrdered, Measure, MeasureSpec, NotNull, Resource, SqlPart, TypeMismatch,
    Value,
};

/// A type that holds how many rows there are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold a count",
    label = "no count",
    note = "a count is an `i64` or a `u64`: write one of them as the type of the field"
)]
pub trait HoldsCount: Column {}
impl HoldsCount for i64 {}
impl HoldsCount for u64 {}

/// A type that holds the sum of values of type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold a sum of `{T}`",
    label = "not the type of this sum",
    note = "whole numbers add up to an `i64`, decimals to a `Decimal`, nothing else has a sum; without an `Option` the sum of no rows is zero, with one it is null"
)]
pub trait HoldsSum<T>: Column {}

macro_rules! sums {
    ($sum:ty: $($ty:ty),*) => {$(
        impl HoldsSum<$ty> for $sum {}
        impl HoldsSum<Option<$ty>> for $sum {}
        impl HoldsSum<$ty> for Option<$sum> {}
        impl HoldsSum<Option<$ty>> for Option<$sum> {}
    )*};
}
sums!(i64: i8, i16, i32, i64, u8, u16, u32, u64);
sums!(Decimal: Decimal);

/// A type that holds the least or the greatest of values of type `T`, of which there may be none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold one of several values of type `{T}`",
    label = "not the type of the column, with an `Option` around it",
    note = "there may be no rows: write `Option<…>` around the type of the column"
)]
pub trait HoldsOneOf<T>: Column {}
impl<T: NotNull> HoldsOneOf<T> for Option<T> {}
impl<T: NotNull> HoldsOneOf<Self> for Option<T> {}

const fn gathered<T: Column>(field: &'static str, relation: usize, told: Option<MeasureSpec>) -> ColumnSpec {
    let mut column = ColumnSpec::new::<T>(field).generated(Generated::Computed);
    column.computed = Some(Computed::Related { relation, told });
    column
}

/// `#[computed(count(comments))]`
pub const fn count_of<T: HoldsCount>(field: &'static str, relation: usize) -> ColumnSpec {
    gathered::<T>(field, relation, None)
}

/// `#[computed(sum(lines.amount))]`
pub const fn sum_of<T: HoldsSum<C>, R: Resource, C: Column>(
    field: &'static str,
    relation: usize,
    column: Field<R, C>,
) -> ColumnSpec {
    gathered::<T>(field, relation, Some(MeasureSpec { column: column.index(), measure: Measure::Sum }))
}

/// `#[computed(min(lines.amount))]`
pub const fn least_of<T: HoldsOneOf<C>, R: Resource, C: IsOrdered>(
    field: &'static str,
    relation: usize,
    column: Field<R, C>,
) -> ColumnSpec {
    assert!(has_extremes::<C>(), "`min` is for numbers, texts, dates and times: name another column");
    gathered::<T>(field, relation, Some(MeasureSpec { column: column.index(), measure: Measure::Least }))
}

/// `#[computed(max(lines.amount))]`
pub const fn greatest_of<T: HoldsOneOf<C>, R: Resource, C: IsOrdered>(
    field: &'static str,
    relation: usize,
    column: Field<R, C>,
) -> ColumnSpec {
    assert!(has_extremes::<C>(), "`max` is for numbers, texts, dates and times: name another column");
    gathered::<T>(field, relation, Some(MeasureSpec { column: column.index(), measure: Measure::Greatest }))
}

/// `#[computed(sql = "{price} * {quantity}")]`
pub const fn computed_in_sql<T: IsOrdered>(
    field: &'static str,
    sqlite: &'static [SqlPart],
    postgres: &'static [SqlPart],
) -> ColumnSpec {
    // Evaluated at compile time only.
    assert!(T::TYPE.references.is_none(), "what is computed refers to no row: give the field the type of the key");
    let mut column = ColumnSpec::new::<T>(field).generated(Generated::Computed);
    column.computed = Some(Computed::Sql { sqlite, postgres });
    column
}

/// `#[computed(with = full_name(first, last))]`
pub const fn computed_in_rust<T: Column>(
    field: &'static str,
    inputs: &'static [usize],
    with: fn(&[Value]) -> Result<Value, TypeMismatch>,
) -> ColumnSpec {
    // Evaluated at compile time only.
    assert!(T::TYPE.references.is_none(), "what is computed refers to no row: give the field the type of the key");
    let mut column = ColumnSpec::new::<T>(field).generated(Generated::Computed);
    column.computed = Some(Computed::Rust { inputs, with });
    column
}
