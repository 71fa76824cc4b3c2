//! The types that fields have.

use syn::{Ident, Path, Type};

use super::Rule;

/// An enum with `#[derive(ColumnEnum)]`.
pub(crate) struct Enumeration {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) variants: Vec<Variant>,
}

/// A variant and its word.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) word: String,
    /// The word that it had before.
    pub(crate) renamed_from: Option<String>,
}

/// A newtype with `#[derive(Column)]`.
pub(crate) struct Newtype {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) inner: Type,
    /// Whether the inside is written as JSON is.
    pub(crate) json: bool,
    /// The name of the one field, when it has one.
    pub(crate) field: Option<Ident>,
    pub(crate) rules: Vec<Rule>,
}

/// A struct with `#[derive(Schema)]`.
pub(crate) struct Object {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) members: Vec<Member>,
    pub(crate) rules: Vec<Path>,
}

/// A member of such a struct.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) ty: Type,
    /// The same type without `Option`, which custom rules are given.
    pub(crate) present: Type,
    /// Whether it may be left out although it is not nullable.
    pub(crate) optional: bool,
    pub(crate) rules: Vec<Rule>,
}
