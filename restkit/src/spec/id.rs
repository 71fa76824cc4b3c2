//! Typed references to other resources.

use std::{fmt, marker::PhantomData};

use super::{Column, DataType, NotNull, Resource, SingleKey, TypeMismatch, Value};

/// The key of a row of `R`: a foreign key when it is a column of another resource.
///
/// A key of several parts is a tuple of them. No column holds one; the parts are columns of their own.
pub struct Id<R: Resource> {
    key: R::Key,
    resource: PhantomData<fn() -> R>,
}

impl<R: Resource> Id<R> {
    /// The reference to the row with this key.
    pub const fn new(key: R::Key) -> Self {
        Self { key, resource: PhantomData }
    }

    /// The key itself.
    pub const fn key(&self) -> &R::Key {
        &self.key
    }

    /// The key itself, by value.
    pub fn into_key(self) -> R::Key {
        self.key
    }
}

macro_rules! from_keys {
    ($($key:ty),*) => {$(
        impl<R: Resource<Key = $key>> From<$key> for Id<R> {
            fn from(key: $key) -> Self {
                Self::new(key)
            }
        }
    )*};
}

from_keys!(i8, i16, i32, i64, u8, u16, u32, u64, String, uuid::Uuid, chrono::NaiveDate, chrono::DateTime<chrono::Utc>);

impl<R: Resource<Key = String>> From<&str> for Id<R> {
    fn from(key: &str) -> Self {
        Self::new(key.to_owned())
    }
}

macro_rules! from_tuples {
    ($(($($given:ident $part:ident $at:tt),*))*) => {$(
        impl<R: Resource<Key = ($($part),*)>, $($given: Into<$part>, $part),*> From<($($given),*)> for Id<R> {
            fn from(key: ($($given),*)) -> Self {
                Self::new(($(key.$at.into()),*))
            }
        }
    )*};
}

from_tuples! {
    (A Ka 0, B Kb 1)
    (A Ka 0, B Kb 1, C Kc 2)
    (A Ka 0, B Kb 1, C Kc 2, D Kd 3)
}

impl<R: Resource<Key: Clone>> Clone for Id<R> {
    fn clone(&self) -> Self {
        Self::new(self.key.clone())
    }
}

impl<R: Resource<Key: Copy>> Copy for Id<R> {}

impl<R: Resource<Key: PartialEq>> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<R: Resource<Key: Eq>> Eq for Id<R> {}

impl<R: Resource<Key: std::hash::Hash>> std::hash::Hash for Id<R> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<R: Resource<Key: fmt::Debug>> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

impl<R: Resource<Key: fmt::Display>> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

impl<R: Resource<Key: serde::Serialize>> serde::Serialize for Id<R> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.key.serialize(serializer)
    }
}

impl<'de, R: Resource<Key: serde::Deserialize<'de>>> serde::Deserialize<'de> for Id<R> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        R::Key::deserialize(deserializer).map(Self::new)
    }
}

impl<R: Resource<Key: SingleKey>> Column for Id<R> {
    const TYPE: DataType = <R::Key as Column>::TYPE.referencing(R::spec);

    fn to_value(&self) -> Value {
        self.key.to_value()
    }

    fn from_value(value: Value) -> Result<Self, TypeMismatch> {
        R::Key::from_value(value).map(Self::new)
    }
}
impl<R: Resource<Key: SingleKey>> NotNull for Id<R> {}
