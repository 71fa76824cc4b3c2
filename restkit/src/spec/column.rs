//! The traits that a field type implements.

use std::any::Any;

use super::{DataType, Value};

/// A stored value is not of the type that the struct declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored value is not a {expected}")]
pub struct TypeMismatch {
    /// The type that was expected, in words.
    pub expected: &'static str,
}

/// A type that can be a field of a resource: it knows its [`DataType`] and converts from and to [`Value`].
///
/// Implemented for the integers up to 64 bits, `f32`, `f64`, `bool`, `String`, `Uuid`, the date and time types of chrono,
/// `Decimal`, `Vec<u8>`, `serde_json::Value`, [`Json<T>`](super::Json), [`Id<R>`](super::Id) and `Option` of each; derive it for a newtype
/// with `#[derive(Column)]` and for a plain enum with `#[derive(ColumnEnum)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a column",
    label = "not a column type",
    note = "columns are integers up to 64 bits, floats, bool, String, Uuid, chrono dates and times, Decimal, Vec<u8>, serde_json::Value, Json<T>, Id<R> and Option of each",
    note = "for a plain enum write `#[derive(ColumnEnum)]`, for a newtype `#[derive(Column)]`, for a struct stored as JSON `Json<{Self}>`"
)]
pub trait Column: Sized + Send + Sync + 'static {
    /// The facts of this type.
    const TYPE: DataType;

    /// The value that is stored.
    fn to_value(&self) -> Value;

    /// Converts to the value that is stored.
    fn into_value(self) -> Value {
        self.to_value()
    }

    /// Converts from a stored value.
    ///
    /// # Errors
    /// When the value is of another kind or out of range.
    fn from_value(value: Value) -> Result<Self, TypeMismatch>;
}

/// A [`Column`] that is never null: every column type but `Option`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type that is never null",
    label = "neither null nor unknown to restkit may stand here",
    note = "null inside null cannot be told apart in a database, so an `Option` has no place inside an `Option` or a newtype"
)]
pub trait NotNull: Column {}

/// A plain enum that is stored as one word per variant; derive it with `#[derive(ColumnEnum)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum of words",
    label = "not a column enum",
    note = "write `#[derive(ColumnEnum)]` on the enum"
)]
pub trait ColumnEnum: Column {
    /// All words, in order of declaration.
    const WORDS: &'static [&'static str];

    /// Words that had another name before: the new one and the old one.
    const RENAMED: &'static [(&'static str, &'static str)] = &[];

    /// The word of this variant.
    fn word(&self) -> &'static str;

    /// The variant with this word.
    fn from_word(word: &str) -> Option<Self>;
}

/// What [`Column`] does for a type, without the type: rows are converted by the table, so that a field that is no column is one mistake
/// and not one for each conversion.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conversion {
    to_value: fn(&dyn Any) -> Value,
    from_value: fn(Value, &mut dyn Any) -> Result<(), TypeMismatch>,
}

impl Conversion {
    pub(super) const fn of<T: Column>() -> Self {
        Self {
            to_value: |field| field.downcast_ref::<T>().map_or(Value::Null, T::to_value),
            from_value: |value, field| {
                let field = field.downcast_mut::<Option<T>>().ok_or(OTHER_FIELD)?;
                *field = Some(T::from_value(value)?);
                Ok(())
            },
        }
    }

    /// The value of a field; null when it is the field of another column.
    pub(crate) fn to_value(self, field: &dyn Any) -> Value {
        (self.to_value)(field)
    }

    /// A field from a value.
    pub(crate) fn field<T: 'static>(self, value: Value) -> Result<T, TypeMismatch> {
        let mut field = None::<T>;
        (self.from_value)(value, &mut field)?;
        field.ok_or(OTHER_FIELD)
    }
}

/// Only a table that is not that of the struct can lead to it.
const OTHER_FIELD: TypeMismatch = TypeMismatch { expected: "value of this column" };
