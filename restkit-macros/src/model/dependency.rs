//! A function whose value other functions take.

use syn::{Ident, Path, Type, Visibility};

use super::Argument;

/// A function with `#[dependency]`.
pub(crate) struct Dependency {
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    /// The function.
    pub(crate) function: Ident,
    /// The function as messages call it.
    pub(crate) name: String,
    /// The type that is made.
    pub(crate) ident: Ident,
    pub(crate) docs: String,
    pub(crate) is_async: bool,
    pub(crate) arguments: Vec<Argument>,
    /// What the function answers.
    pub(crate) value: Value,
    pub(crate) cleanup: Option<Cleanup>,
}

/// What the function answers.
pub(crate) struct Value {
    /// The whole type.
    pub(crate) whole: Type,
    /// Whether that is a `Result`.
    pub(crate) can_fail: bool,
    /// The type of the value, where it is written.
    pub(crate) inside: Option<Type>,
}

/// What is done with the value when the request is over.
pub(crate) enum Cleanup {
    BeforeResponse(Path),
    AfterResponse(Path),
}
