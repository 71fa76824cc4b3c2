//! Keys: what tells the rows of a resource apart.

use std::ops::Deref;

use super::{NotNull, Value};

/// What tells the rows of a resource apart: the type of its key column, or a tuple of the types of two to four of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a resource",
    label = "no key",
    note = "a key is an integer, a text, a `Uuid`, a date, an enum with `#[derive(ColumnEnum)]`, a newtype with `#[derive(Column)]` or an `Id<…>`, or two to four of these together"
)]
pub trait Key: Sized + Send + Sync + 'static {
    /// The values of its parts, in order.
    fn to_values(&self) -> KeyValues;

    /// The values of its parts, in order.
    fn into_values(self) -> KeyValues {
        self.to_values()
    }
}

impl<T: NotNull> Key for T {
    fn to_values(&self) -> KeyValues {
        self.to_value().into()
    }

    fn into_values(self) -> KeyValues {
        self.into_value().into()
    }
}

/// A key of one column, which columns of other resources can hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a key of several parts, and no column holds it",
    label = "a key of several parts",
    note = "write each part as a column of its own, as in `team_id: Id<Team>` and `user_id: Id<User>`"
)]
pub trait SingleKey: Key + NotNull {}
#[diagnostic::do_not_recommend]
impl<T: NotNull> SingleKey for T {}

macro_rules! tuples {
    ($(($($part:ident $at:tt),*))*) => {$(
        impl<$($part: NotNull),*> Key for ($($part),*) {
            fn to_values(&self) -> KeyValues {
                [$(self.$at.to_value()),*].into_iter().collect()
            }

            fn into_values(self) -> KeyValues {
                [$(self.$at.into_value()),*].into_iter().collect()
            }
        }
    )*};
}

tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
}

/// The values of the parts of a key, in order: a slice. A key of one part, as most are, takes no memory elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyValues(Parts);

#[derive(Clone, Debug, PartialEq)]
enum Parts {
    One(Value),
    Several(Vec<Value>),
}

impl Deref for KeyValues {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        match &self.0 {
            Parts::One(value) => std::slice::from_ref(value),
            Parts::Several(values) => values,
        }
    }
}

impl From<Value> for KeyValues {
    fn from(value: Value) -> Self {
        Self(Parts::One(value))
    }
}

impl FromIterator<Value> for KeyValues {
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        let mut values = values.into_iter();
        match (values.next(), values.next()) {
            (Some(only), None) => only.into(),
            (first, second) => Self(Parts::Several(first.into_iter().chain(second).chain(values).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_lists_of_their_parts() {
        assert_eq!(*7_i64.into_values(), [Value::Integer(7)]);
        assert_eq!(*(7_i64, "a".to_owned()).into_values(), [Value::Integer(7), Value::Text("a".to_owned())]);
        assert_eq!(*(1_i16, 2_i32, 3_i64, 4_u8).to_values(), [1, 2, 3, 4].map(Value::Integer));
        assert_eq!([Value::Integer(7)].into_iter().collect::<KeyValues>(), Value::Integer(7).into());
        assert!(std::iter::empty().collect::<KeyValues>().is_empty());
    }
}
