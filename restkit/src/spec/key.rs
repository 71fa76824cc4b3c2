//! Keys: what tells the rows of a resource apart.

use std::{fmt, ops::Deref};

use super::{Column, NotNull, Value};

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
    note = "write each part as a column of its own, as in `team_id: Id<Team>` and `user_id: Id<User>`",
    note = "what refers to such a row says so on the struct: `#[resource(belongs_to(membership = Membership, by(team_id, user_id)))]`"
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

/// The most columns that a key has.
const MOST_PARTS: usize = 4;

/// Columns, by their indices, that hold the parts of a key, in its order: one, or two to four.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PartColumns {
    length: usize,
    columns: [usize; MOST_PARTS],
}

impl PartColumns {
    /// These columns: four at most, as a key has no more parts.
    pub const fn new<const N: usize>(columns: [usize; N]) -> Self {
        let (mut all, mut length) = ([0; MOST_PARTS], 0);
        while length < N && length < MOST_PARTS {
            all[length] = columns[length];
            length += 1;
        }
        Self { length, columns: all }
    }
}

impl Deref for PartColumns {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        self.columns.get(..self.length).unwrap_or_default()
    }
}

impl fmt::Debug for PartColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

/// A key that has a part at this place.
#[diagnostic::on_unimplemented(
    message = "the key `{Self}` has no part for this column",
    label = "one column too many",
    note = "`by(…)` names a column for each field of the key that it refers to, in their order"
)]
pub trait KeyPart<const AT: usize> {
    /// The type of the part.
    type Part: NotNull;
}

#[diagnostic::do_not_recommend]
impl<T: NotNull> KeyPart<0> for T {
    type Part = T;
}

/// A key of which so many columns hold every part.
#[diagnostic::on_unimplemented(
    message = "the key `{Self}` has more parts than columns are named here",
    label = "a column for each field of the key is needed",
    note = "`by(…)` names a column for each field of the key that it refers to, in their order"
)]
pub trait WholeBy<const COLUMNS: usize> {}

#[diagnostic::do_not_recommend]
impl<T: NotNull, const COLUMNS: usize> WholeBy<COLUMNS> for T {}

/// A type of columns that hold a part of a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold this part of the key, which is `{P}`",
    label = "the column has another type than the part of the key at this place",
    note = "`by(…)` names a column for each field of the key that it refers to, in their order: of the same type, or of an `Option` of it"
)]
pub trait Holds<P>: Column {}
impl<P: NotNull> Holds<P> for P {}
impl<P: NotNull> Holds<P> for Option<P> {}

macro_rules! parts {
    ($(($($all:ident),*) $at:literal $part:ident)*) => {$(
        impl<$($all: NotNull),*> KeyPart<$at> for ($($all),*) {
            type Part = $part;
        }
    )*};
}

parts! {
    (A, B) 0 A
    (A, B) 1 B
    (A, B, C) 0 A
    (A, B, C) 1 B
    (A, B, C) 2 C
    (A, B, C, D) 0 A
    (A, B, C, D) 1 B
    (A, B, C, D) 2 C
    (A, B, C, D) 3 D
}

impl<A, B> WholeBy<2> for (A, B) {}
impl<A, B> WholeBy<3> for (A, B) {}
impl<A, B> WholeBy<4> for (A, B) {}
impl<A, B, C> WholeBy<3> for (A, B, C) {}
impl<A, B, C> WholeBy<4> for (A, B, C) {}
impl<A, B, C, D> WholeBy<4> for (A, B, C, D) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_parts_are_a_slice() {
        assert_eq!(*PartColumns::new([3]), [3]);
        assert_eq!(*PartColumns::new([4, 0, 2, 1]), [4, 0, 2, 1]);
        assert_ne!(PartColumns::new([0]), PartColumns::new([0, 0]));
        assert_eq!(format!("{:?}", PartColumns::new([2, 1])), "[2, 1]");
    }

    #[test]
    fn keys_are_lists_of_their_parts() {
        assert_eq!(*7_i64.into_values(), [Value::Integer(7)]);
        assert_eq!(*(7_i64, "a".to_owned()).into_values(), [Value::Integer(7), Value::Text("a".to_owned())]);
        assert_eq!(*(1_i16, 2_i32, 3_i64, 4_u8).to_values(), [1, 2, 3, 4].map(Value::Integer));
        assert_eq!([Value::Integer(7)].into_iter().collect::<KeyValues>(), Value::Integer(7).into());
        assert!(std::iter::empty().collect::<KeyValues>().is_empty());
    }
}
