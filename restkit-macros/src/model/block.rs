//! An impl block with endpoints.

use proc_macro2::Span;
use syn::{Ident, Path, Type};

use super::Policy;

/// An impl block with `#[resource]` or `#[api(…)]`.
pub(crate) struct Block {
    /// The path of restkit.
    pub(crate) krate: Path,
    /// The type that it is of.
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) kind: BlockKind,
    /// Whether a method takes `&self`.
    pub(crate) has_state: bool,
    pub(crate) endpoints: Vec<Endpoint>,
}

/// What kind of block it is.
pub(crate) enum BlockKind {
    /// Of a resource.
    Resource,
    /// On its own.
    Api {
        /// The path; empty for none.
        path: String,
        /// The heading; empty for one that is made of the name.
        tag: String,
    },
}

/// A method that is an endpoint.
pub(crate) struct Endpoint {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) method: Method,
    /// The path under that of the block; empty for that of the block itself.
    pub(crate) path: String,
    pub(crate) status: Option<u16>,
    pub(crate) deprecated: bool,
    pub(crate) policy: Policy,
    /// How its transaction is begun, where somebody said so.
    pub(crate) transaction: Option<Transaction>,
    /// Whether it takes `&self`.
    pub(crate) takes_self: bool,
    pub(crate) is_async: bool,
    pub(crate) arguments: Vec<Argument>,
    /// How its path names the row that it takes.
    pub(crate) row: Option<RowPath>,
    /// What it answers, without `Self`.
    pub(crate) answer: Type,
}

/// An argument.
pub(crate) struct Argument {
    /// The name of the parameter that it reads.
    pub(crate) name: String,
    /// Without `Self`.
    pub(crate) ty: Type,
    /// What the document shows, as JSON.
    pub(crate) example: Option<String>,
}

/// The path of an endpoint that takes a row. Only the resource knows how many of its parameters the key has.
pub(crate) struct RowPath {
    /// Where it is written.
    pub(crate) span: Span,
    /// All parameters.
    pub(crate) parameters: Vec<String>,
    /// Those that no other argument reads, with what is wrong when the key does not read them either. The first is that of a key of one part.
    pub(crate) unread: Vec<(String, String)>,
}

/// The method of HTTP.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// How the transaction is begun.
#[derive(Clone, Copy, Default)]
pub(crate) struct Transaction {
    pub(crate) isolation: Option<Isolation>,
    pub(crate) read_only: bool,
}

/// How far it is kept apart from others.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Isolation {
    ReadCommitted,
    RepeatableRead,
    Serializable,
}
