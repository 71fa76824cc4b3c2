//! The traits that a field type implements.

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

    /// Converts to the value that is stored.
    fn into_value(self) -> Value;

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

    /// The word of this variant.
    fn word(&self) -> &'static str;

    /// The variant with this word.
    fn from_word(word: &str) -> Option<Self>;
}
