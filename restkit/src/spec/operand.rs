//! Which values fit which column, and which columns can be compared how.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Column, Id, NotNull, Resource, SingleKey, assert::Newtype};

/// What can be given for a column of type `T`: a `T`; for a nullable column also a value without the `Some`; for a text a `&str`; for a
/// reference the key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a column of type `{T}`",
    label = "not a value of this column",
    note = "a column takes values of its type; an `Option<T>` also takes a `T`, a text a `&str`, and an `Id<R>` the key of an `R`"
)]
pub trait IntoOperand<T> {
    /// The value in the type of the column.
    fn into_operand(self) -> T;
}

impl<T: Column> IntoOperand<T> for T {
    fn into_operand(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: NotNull> IntoOperand<Option<T>> for T {
    fn into_operand(self) -> Option<T> {
        Some(self)
    }
}

impl IntoOperand<String> for &str {
    fn into_operand(self) -> String {
        self.to_owned()
    }
}

impl IntoOperand<Option<String>> for &str {
    fn into_operand(self) -> Option<String> {
        Some(self.to_owned())
    }
}

macro_rules! keys {
    ($($key:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<R: Resource<Key = $key>> IntoOperand<Id<R>> for $key {
            fn into_operand(self) -> Id<R> {
                Id::new(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<R: Resource<Key = $key>> IntoOperand<Option<Id<R>>> for $key {
            fn into_operand(self) -> Option<Id<R>> {
                Some(Id::new(self))
            }
        }
    )*};
}
keys!(i8, i16, i32, i64, u8, u16, u32, u64, String, Uuid, NaiveDate, DateTime<Utc>);

/// A column type whose values have an order that is the same on every database.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` has no order",
    label = "has no order",
    note = "numbers, texts, truth values, dates, times, UUIDs, references and enums are ordered; bytes and JSON are only equal or not"
)]
pub trait IsOrdered: Column {}

macro_rules! ordered {
    ($($ty:ty),* $(,)?) => {$(
        impl IsOrdered for $ty {}
    )*};
}
ordered!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String, Uuid, Decimal);
ordered!(NaiveDate, NaiveTime, NaiveDateTime, DateTime<Utc>);
impl<R: Resource<Key: SingleKey>> IsOrdered for Id<R> {}
impl<T: IsOrdered + NotNull> IsOrdered for Option<T> {}
#[diagnostic::do_not_recommend]
impl<T: Column + Newtype<Inner: IsOrdered>> IsOrdered for T {}

/// A column type of free texts.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is no text to look into",
    label = "not a text",
    note = "`contains`, `starts_with` and `ends_with` are for `String`, `Option<String>` and newtypes of these"
)]
pub trait IsTextColumn: Column {}
impl IsTextColumn for String {}
impl<T: IsTextColumn + NotNull> IsTextColumn for Option<T> {}
#[diagnostic::do_not_recommend]
impl<T: Column + Newtype<Inner: IsTextColumn>> IsTextColumn for T {}
