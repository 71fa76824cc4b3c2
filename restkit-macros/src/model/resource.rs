//! A resource.

use proc_macro2::Span;
use syn::{Expr, Ident, Path, Type};

use super::{Aggregate, Computed, Relation, Rule, Search};

/// A struct with `#[resource]`.
pub(crate) struct Resource {
    /// The path of restkit.
    pub(crate) krate: Path,
    pub(crate) vis: syn::Visibility,
    pub(crate) ident: Ident,
    /// The name of the schema.
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) path: String,
    pub(crate) table: String,
    /// The schema that the table is in.
    pub(crate) schema: Option<String>,
    /// Whether the table is made by restkit.
    pub(crate) managed: bool,
    /// The name of the table before.
    pub(crate) renamed_from: Option<String>,
    pub(crate) columns: Vec<Column>,
    /// Indices of columns that are unique together.
    pub(crate) unique: Vec<Vec<usize>>,
    /// Indices of columns that have an index together.
    pub(crate) indexes: Vec<Vec<usize>>,
    /// The indices of the columns that are the key together, in order.
    pub(crate) keys: Vec<usize>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) aggregate: Option<Aggregate>,
    pub(crate) search: Option<Search>,
    /// In the order of the document.
    pub(crate) operations: Vec<Operation>,
    pub(crate) policies: Policies,
    pub(crate) page_size: u32,
    pub(crate) max_page_size: u32,
    /// Whether lists can be entered by a number of rows.
    pub(crate) offset: bool,
    /// Where it says that something of the user's runs around its operations.
    pub(crate) hooks: Option<Span>,
    /// The rules of the whole struct.
    pub(crate) rules: Vec<Path>,
}

/// A column.
pub(crate) struct Column {
    pub(crate) vis: syn::Visibility,
    pub(crate) ident: Ident,
    /// Without `Self`.
    pub(crate) ty: Type,
    /// The name of the field without `r#`.
    pub(crate) field: String,
    pub(crate) member: String,
    pub(crate) column: String,
    /// The name in the database before.
    pub(crate) renamed_from: Option<String>,
    /// What happens when the row it refers to is removed, and where that is written.
    pub(crate) on_delete: Option<(OnDelete, Span)>,
    pub(crate) sql_type: Option<String>,
    pub(crate) docs: String,
    pub(crate) source: Source,
    /// How it is computed; there where its source is [`Source::Computed`].
    pub(crate) computed: Option<Computed>,
    pub(crate) owner: bool,
    pub(crate) visibility: Visibility,
    /// The decision for seeing it, where not everybody does who sees the row.
    pub(crate) read: Option<Policy>,
    /// The decision for setting it, where not everybody may who sees it.
    pub(crate) write: Option<Policy>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) default: Option<DefaultValue>,
    /// What the document shows, as JSON.
    pub(crate) example: Option<String>,
    pub(crate) filter: bool,
    pub(crate) sort: bool,
    pub(crate) unique: bool,
    pub(crate) index: bool,
    /// Whether it is unique or has an index together with others.
    pub(crate) listed: bool,
}

impl Column {
    /// Whether the database compares its values as they are. What is filtered by may be inside of them.
    pub(crate) const fn is_compared(&self) -> bool {
        self.sort || self.unique || self.index || self.listed
    }

    /// Whether a create body may hold it.
    pub(crate) const fn creatable(&self) -> bool {
        matches!(self.source, Source::Body | Source::NaturalKey)
            && !matches!(self.visibility, Visibility::ReadOnly | Visibility::Hidden)
    }
}

/// What happens to a row when the one it refers to is removed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnDelete {
    Restrict,
    Cascade,
    SetNull,
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Body,
    /// The key, which nobody sets.
    Key,
    /// The key, from the body.
    NaturalKey,
    /// A part of the key that names the owner.
    OwnerKey,
    Owner,
    CreatedAt,
    UpdatedAt,
    Version,
    Computed,
}

/// Who sees and sets a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    ReadWrite,
    ReadOnly,
    WriteOnly,
    Hidden,
}

/// The value of a column that a body leaves out.
pub(crate) struct DefaultValue {
    /// `None` for `Default::default()`.
    pub(crate) value: Option<Expr>,
    /// Whether it is the same every time.
    pub(crate) constant: bool,
}

/// An endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    List,
    Get,
    Create,
    Update,
    Delete,
}

impl Operation {
    /// All of them, in the order of the document.
    pub(crate) const ALL: [Self; 5] = [Self::List, Self::Create, Self::Get, Self::Update, Self::Delete];
}

/// The decision for each action.
pub(crate) struct Policies {
    pub(crate) read: Policy,
    pub(crate) create: Policy,
    pub(crate) update: Policy,
    pub(crate) delete: Policy,
}

/// An access decision.
pub(crate) enum Policy {
    /// For an action without an endpoint.
    Nobody,
    Public,
    Authenticated,
    Owner,
    Role(Path),
    Scope(String),
    /// The path as written, for people, and the path.
    Custom(String, Path),
    Any(Vec<Policy>),
    All(Vec<Policy>),
    Not(Box<Policy>),
}
