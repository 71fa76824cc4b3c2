//! Which columns rows are grouped by, and of which columns something is told.

use crate::spec::{Column, IsOrdered, Kind, Measure, MeasureSpec};

/// A column that rows are grouped by.
pub const fn grouped<T: IsOrdered>(column: usize) -> usize {
    // Evaluated at compile time only, as below.
    assert!(
        !matches!(T::TYPE.kind, Kind::F32 | Kind::F64 | Kind::Decimal),
        "rows are not grouped by a number with decimals, of which hardly two are alike: take it out of `group_by`"
    );
    column
}

/// `sum(…)`.
pub const fn sum<T: IsOrdered>(column: usize) -> MeasureSpec {
    assert!(
        is_added::<T>(),
        "a sum is exact, and so of integers and of `Decimal`: take the field out of `sum`, or give it one of these types"
    );
    MeasureSpec { column, measure: Measure::Sum }
}

/// `avg(…)`.
pub const fn average<T: IsOrdered>(column: usize) -> MeasureSpec {
    assert!(
        is_added::<T>(),
        "an average is that of an exact sum, and so of integers and of `Decimal`: take the field out of `avg`, or give it one of these types"
    );
    MeasureSpec { column, measure: Measure::Average }
}

/// `min(…)`.
pub const fn least<T: IsOrdered>(column: usize) -> MeasureSpec {
    assert!(has_extremes::<T>(), "`min` is for numbers, texts, dates and times: take the field out of it");
    MeasureSpec { column, measure: Measure::Least }
}

/// `max(…)`.
pub const fn greatest<T: IsOrdered>(column: usize) -> MeasureSpec {
    assert!(has_extremes::<T>(), "`max` is for numbers, texts, dates and times: take the field out of it");
    MeasureSpec { column, measure: Measure::Greatest }
}

const fn is_added<T: Column>() -> bool {
    let whole = T::TYPE.kind.integer_range().is_some() && T::TYPE.references.is_none();
    whole || matches!(T::TYPE.kind, Kind::Decimal)
}

pub(super) const fn has_extremes<T: Column>() -> bool {
    !matches!(T::TYPE.kind, Kind::Bool | Kind::Uuid) && T::TYPE.references.is_none()
}
