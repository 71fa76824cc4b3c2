//! A struct with `#[resource(…)]`, as written.

use darling::{FromMeta, ast::NestedMeta, util::Flag};
use proc_macro2::{Span, TokenStream};
use syn::{Expr, Field, Fields, Ident, ItemStruct, Path};

use super::{
    atoms::{Count, Expression, Name, Text},
    field::{self, FieldWords},
    policy::{self, AuthorizeWords, PolicySyntax},
    rules::{self, RuleSyntax},
    serde::{self, Place, SerdeWords},
    words::{self, Form, Word},
};
use crate::errors::Errors;

/// What may stand in `#[resource(…)]` on a struct.
const GRAMMAR: &[Word] = &[
    Word::new("path", Form::Value, "path = \"/tasks\""),
    Word::new("table", Form::Value, "table = \"tasks\""),
    Word::new("page_size", Form::Value, "page_size = 20"),
    Word::new("max_page_size", Form::Value, "max_page_size = 100"),
    Word::new("operations", Form::List, "operations(list, get)"),
    Word::new("crate", Form::Value, "crate = my_api::restkit"),
];

const OPERATIONS_GRAMMAR: &[Word] = &[
    Word::new("list", Form::Alone, "list"),
    Word::new("get", Form::Alone, "get"),
    Word::new("create", Form::Alone, "create"),
    Word::new("update", Form::Alone, "update"),
    Word::new("delete", Form::Alone, "delete"),
];

/// The words of `#[resource(…)]` on a struct.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct StructWords {
    pub(crate) path: Option<Text>,
    pub(crate) table: Option<Text>,
    pub(crate) page_size: Option<Count>,
    pub(crate) max_page_size: Option<Count>,
    pub(crate) operations: Option<NestedWords>,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<Name>,
}

/// A list of words that is read by itself.
pub(crate) struct NestedWords {
    span: Span,
    metas: Vec<NestedMeta>,
}

impl FromMeta for NestedWords {
    fn from_meta(meta: &syn::Meta) -> darling::Result<Self> {
        use syn::spanned::Spanned as _;
        let metas = match meta {
            syn::Meta::List(list) => NestedMeta::parse_meta_list(list.tokens.clone())?,
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => Vec::new(),
        };
        Ok(Self { span: meta.path().span(), metas })
    }
}

/// The words of `operations(…)`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct OperationWords {
    pub(crate) list: Flag,
    pub(crate) get: Flag,
    pub(crate) create: Flag,
    pub(crate) update: Flag,
    pub(crate) delete: Flag,
}

/// `#[authorize(…)]`, as written.
pub(crate) struct Authorize {
    /// Where the attribute is; `None` when there is none.
    pub(crate) span: Option<Span>,
    pub(crate) read: Option<Decision>,
    pub(crate) create: Option<Decision>,
    pub(crate) update: Option<Decision>,
    pub(crate) delete: Option<Decision>,
    /// Whether every word could be read.
    pub(crate) complete: bool,
}

/// The decision for one action, as written.
pub(crate) struct Decision {
    pub(crate) expr: Expr,
    /// `None` when something in it is wrong.
    pub(crate) policy: Option<PolicySyntax>,
}

/// One field, as written.
pub(crate) struct FieldSyntax {
    pub(crate) field: Field,
    pub(crate) ident: Ident,
    pub(crate) words: FieldWords,
    pub(crate) rules: Vec<RuleSyntax>,
    pub(crate) serde: SerdeWords,
}

/// A struct with `#[resource(…)]`, as written.
pub(crate) struct ResourceSyntax {
    pub(crate) item: ItemStruct,
    pub(crate) words: StructWords,
    /// `operations(…)` with where it is.
    pub(crate) operations: Option<(Span, OperationWords)>,
    pub(crate) authorize: Authorize,
    pub(crate) rules: Vec<Path>,
    pub(crate) serde: SerdeWords,
    pub(crate) fields: Vec<FieldSyntax>,
    /// Whether every word of `#[resource(…)]` on the struct could be read.
    pub(crate) complete: bool,
    /// The same for the fields.
    pub(crate) fields_complete: bool,
}

/// Reads the struct; what cannot be read is reported and treated as absent.
pub(crate) fn read(arguments: TokenStream, item: ItemStruct, errors: &mut Errors) -> ResourceSyntax {
    let before = errors.len();
    let metas = NestedMeta::parse_meta_list(arguments).unwrap_or_else(|error| {
        errors.syn(error);
        Vec::new()
    });
    let (mut words, _): (StructWords, _) = words::read(metas, GRAMMAR, errors);
    let operations = words.operations.take().map(|list| (list.span, words::read(list.metas, OPERATIONS_GRAMMAR, errors).0));
    let complete = errors.len() == before;

    let authorize = read_authorize(&item, errors);
    let rules = rules::of_struct(&item.attrs, errors);
    let serde = serde::read(&item.attrs, Place::Resource, errors);
    let before = errors.len();
    let fields = match &item.fields {
        Fields::Named(named) => named.named.iter().filter_map(|field| read_field(field, errors)).collect(),
        Fields::Unnamed(_) | Fields::Unit => Vec::new(),
    };
    let fields_complete = errors.len() == before;
    ResourceSyntax { item, words, operations, authorize, rules, serde, fields, complete, fields_complete }
}

fn read_authorize(item: &ItemStruct, errors: &mut Errors) -> Authorize {
    let before = errors.len();
    let found = words::collect(&item.attrs, "authorize", errors);
    let (words, _): (AuthorizeWords, _) = words::read(found.metas, policy::GRAMMAR, errors);
    let complete = errors.len() == before;
    let mut decision =
        |written: Option<Expression>| written.map(|Expression(expr)| Decision { policy: policy::policy(&expr, errors), expr });
    Authorize {
        span: found.span,
        read: decision(words.read),
        create: decision(words.create),
        update: decision(words.update),
        delete: decision(words.delete),
        complete,
    }
}

fn read_field(field: &Field, errors: &mut Errors) -> Option<FieldSyntax> {
    let ident = field.ident.clone()?;
    let found = words::collect(&field.attrs, "resource", errors);
    let (words, _) = words::read(found.metas, field::GRAMMAR, errors);
    let rules = rules::of_field(&field.attrs, errors);
    let serde = serde::read(&field.attrs, Place::Column, errors);
    Some(FieldSyntax { field: field.clone(), ident, words, rules, serde })
}
