//! `#[resource(…)]` on a field.

use darling::{FromMeta, util::Flag};
use proc_macro2::Span;
use syn::Expr;

use super::{
    atoms::{Expression, Text},
    example::Example,
    relation::BelongsTo,
    words::{Form, Word},
};

/// What may stand in `#[resource(…)]` on a field.
pub(crate) const GRAMMAR: &[Word] = &[
    Word::new("id", Form::Alone, "id"),
    Word::new("natural", Form::Alone, "natural"),
    Word::new("owner", Form::Alone, "owner"),
    Word::new("column", Form::Value, "column = \"name\""),
    Word::new("type", Form::Value, "type = \"VARCHAR(40)\""),
    Word::new("renamed_from", Form::Value, "renamed_from = \"old_name\""),
    Word::new("on_delete", Form::Value, "on_delete = cascade"),
    Word::new("belongs_to", Form::ValueOrList, "belongs_to = author"),
    Word::new("filter", Form::Alone, "filter"),
    Word::new("sort", Form::Alone, "sort"),
    Word::new("default", Form::AloneOrValue, "default = value"),
    Word::new("example", Form::Value, "example = \"milk\""),
    Word::new("read_only", Form::Alone, "read_only"),
    Word::new("write_only", Form::Alone, "write_only"),
    Word::new("hidden", Form::Alone, "hidden"),
    Word::new("created_at", Form::Alone, "created_at"),
    Word::new("updated_at", Form::Alone, "updated_at"),
    Word::new("version", Form::Alone, "version"),
    Word::new("unique", Form::Alone, "unique"),
    Word::new("index", Form::Alone, "index"),
];

/// The words of `#[resource(…)]` on a field.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct FieldWords {
    pub(crate) id: Flag,
    pub(crate) natural: Flag,
    pub(crate) owner: Flag,
    pub(crate) column: Option<Text>,
    #[darling(rename = "type")]
    pub(crate) sql_type: Option<Text>,
    pub(crate) renamed_from: Option<Text>,
    pub(crate) on_delete: Option<Expression>,
    pub(crate) belongs_to: Option<BelongsTo>,
    pub(crate) filter: Flag,
    pub(crate) sort: Flag,
    pub(crate) default: Option<DefaultWord>,
    pub(crate) example: Option<Example>,
    pub(crate) read_only: Flag,
    pub(crate) write_only: Flag,
    pub(crate) hidden: Flag,
    pub(crate) created_at: Flag,
    pub(crate) updated_at: Flag,
    pub(crate) version: Flag,
    pub(crate) unique: Flag,
    pub(crate) index: Flag,
}

/// `default` or `default = value`.
#[derive(Clone)]
pub(crate) struct DefaultWord {
    /// Where the word is.
    pub(crate) span: Span,
    /// The value; `None` for `Default::default()`.
    pub(crate) value: Option<Expr>,
}

impl FromMeta for DefaultWord {
    fn from_meta(meta: &syn::Meta) -> darling::Result<Self> {
        use syn::spanned::Spanned as _;
        let value = match meta {
            syn::Meta::NameValue(pair) => Some(Expression::from_expr(&pair.value)?.0),
            syn::Meta::Path(_) | syn::Meta::List(_) => None,
        };
        Ok(Self { span: meta.path().span(), value })
    }
}
