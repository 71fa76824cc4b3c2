//! What bodies and answers are made of.

use syn::{Expr, Ident, Path, Type, Visibility, ext::IdentExt as _};

use super::Rule;

/// A struct or an enum with `#[derive(Input)]` or `#[derive(Output)]`.
pub(crate) struct Model {
    pub(crate) krate: Path,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) body: Body,
    /// The rules of the whole.
    pub(crate) rules: Vec<Path>,
    /// Whether unknown members are let through.
    pub(crate) open: bool,
    /// The struct in which every member may be left out, if there is to be one.
    pub(crate) partial: Option<Ident>,
    /// The struct that this is a view of, if it is one.
    pub(crate) from: Option<Path>,
}

/// What a model looks like.
pub(crate) enum Body {
    /// An object with these members; none for a struct without fields.
    Members { members: Vec<ModelMember>, form: Form, default: bool },
    /// What is inside a struct around one value.
    Inner { ty: Type, field: Option<Ident> },
    /// One of several, told apart by a word.
    Tagged { tag: String, content: Option<String>, variants: Vec<TaggedVariant> },
}

/// How an object is written in Rust.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Named,
    Unit,
}

/// A member of an object.
pub(crate) struct ModelMember {
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) docs: String,
    /// Without `Self`.
    pub(crate) ty: Type,
    /// The type that its rules are about.
    pub(crate) ruled: Type,
    pub(crate) rules: Vec<Rule>,
    pub(crate) default: Option<MemberDefault>,
    /// What the document shows, as JSON.
    pub(crate) example: Option<String>,
    /// When it is left out of an answer.
    pub(crate) skip_if: Option<Path>,
    /// What makes it from the source of a view.
    pub(crate) with: Option<Path>,
}

impl ModelMember {
    /// The name of its field without `r#`.
    pub(crate) fn name_in_rust(&self) -> String {
        self.ident.unraw().to_string()
    }
}

/// What a member is that was left out.
pub(crate) enum MemberDefault {
    /// What the type says.
    OfType,
    /// What the struct says.
    OfStruct,
    /// What a function says.
    Function(Path),
    /// A value, and whether it is the same every time.
    Value { value: Expr, constant: bool },
}

/// A variant of an enum with payload.
pub(crate) struct TaggedVariant {
    pub(crate) ident: Ident,
    pub(crate) word: String,
    pub(crate) docs: String,
    pub(crate) carries: Carries,
}

/// What a variant carries.
pub(crate) enum Carries {
    Nothing,
    One(Box<Type>),
    Members(Vec<ModelMember>),
}
