//! Errors that handlers answer.

use syn::{Ident, LitStr, Member, Path, Type};

/// An enum or a struct with `#[derive(ApiError)]`.
pub(crate) struct ApiError {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    /// Whether `?` has to be told how to make `restkit::Error` of it: what is an error of the standard library has a way already.
    pub(crate) converts: bool,
    pub(crate) variants: Vec<ErrorVariant>,
}

/// One way to go wrong.
pub(crate) struct ErrorVariant {
    /// `None` for a struct.
    pub(crate) ident: Option<Ident>,
    pub(crate) answer: ErrorAnswer,
    /// The field whose type it is made from with `?`.
    pub(crate) from: Option<(Member, Type)>,
}

/// What is answered.
pub(crate) enum ErrorAnswer {
    /// A problem of its own.
    Problem {
        status: u16,
        code: String,
        title: String,
        detail: Detail,
        /// The field that goes to the log.
        source: Option<(Member, Type)>,
        /// The fields that are members of it.
        members: Vec<ProblemMember>,
    },
    /// What the error inside answers.
    Transparent(Member, Type),
    /// 500 without a word about the error inside.
    Internal(Member, Type),
}

/// A field that is a member of the problem.
pub(crate) struct ProblemMember {
    pub(crate) field: Member,
    /// Its name in JSON.
    pub(crate) name: String,
    pub(crate) docs: String,
    /// Without `Self`.
    pub(crate) ty: Type,
}

/// A sentence about an occurrence.
pub(crate) enum Detail {
    /// Always the same.
    Plain(String),
    /// With fields in it.
    Format {
        /// The sentence, with numbers for names.
        text: LitStr,
        /// The fields, by these numbers.
        fields: Vec<Member>,
    },
}
