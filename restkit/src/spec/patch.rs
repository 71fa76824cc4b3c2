//! Members that tell missing and null apart.

use serde_json::Value as JsonValue;

use super::{Input, Shape, TypeMismatch};

/// A member of an [`Input`](trait@Input) that may be left out, and whose absence is not the same as any value.
///
/// `Patch<T>` takes a `T` or nothing; `null` is refused unless `T` takes it. So a `Patch<Option<T>>` knows three states: missing
/// (keep what there is), `Value(None)` for `null` (clear it) and `Value(Some(…))` (set it).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// The member was left out.
    #[default]
    Missing,
    /// The member was there.
    Value(T),
}

impl<T> Patch<T> {
    /// Puts the value into `target`, if there is one.
    pub fn apply(self, target: &mut T) {
        if let Self::Value(value) = self {
            *target = value;
        }
    }

    /// Whether the member was left out.
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// The value, if the member was there.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Missing => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The same by reference.
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Missing => Patch::Missing,
            Self::Value(value) => Patch::Value(value),
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Input> Input for Patch<T> {
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = true;

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        T::read(json).map(Self::Value)
    }

    fn missing() -> Result<Self, TypeMismatch> {
        Ok(Self::Missing)
    }
}
