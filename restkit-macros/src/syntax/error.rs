//! Errors with `#[derive(ApiError)]`, as written.

use darling::{FromMeta, util::Flag};
use proc_macro2::Span;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Ident, LitStr, Member, Meta, spanned::Spanned as _};

use super::{
    atoms::{Count, Name, Text},
    words::{self, Form, Lost, Word},
};
use crate::errors::Errors;

/// What may stand in `#[problem(…)]` on an item; on a variant the same but for the last two.
pub(crate) const GRAMMAR: &[Word] = &[
    Word::new("status", Form::Value, "status = 409"),
    Word::new("code", Form::Value, "code = \"out_of_stock\""),
    Word::new("title", Form::Value, "title = \"Out of stock\""),
    Word::new("detail", Form::Value, "detail = \"Only {left} are left.\""),
    Word::new("source", Form::Alone, "source"),
    Word::new("transparent", Form::Alone, "transparent"),
    Word::new("internal", Form::Alone, "internal"),
    Word::new("from", Form::Alone, "from"),
    Word::new("crate", Form::Value, "crate = my_api::restkit"),
    Word::new("std_error", Form::Alone, "std_error"),
];

/// How many words of [`GRAMMAR`] may stand on a variant.
const OF_VARIANT: usize = 8;

/// What may stand in `#[problem(…)]` on a field.
const FIELD_GRAMMAR: &[Word] = &[Word::new("extend", Form::AloneOrValue, "extend = \"productId\"")];

/// The words of `#[problem(…)]` on a field.
#[derive(Default, FromMeta)]
#[darling(default)]
struct FieldWords {
    extend: Option<ExtendWord>,
}

/// `extend` or `extend = "name"`.
#[derive(Clone)]
struct ExtendWord {
    span: Span,
    name: Option<LitStr>,
}

impl FromMeta for ExtendWord {
    fn from_meta(meta: &Meta) -> darling::Result<Self> {
        let name = match meta {
            Meta::NameValue(pair) => Some(Text::from_expr(&pair.value)?.0),
            Meta::Path(_) | Meta::List(_) => None,
        };
        Ok(Self { span: meta.path().span(), name })
    }
}

/// A field that is a member of the problem.
pub(crate) struct ExtendSyntax {
    pub(crate) member: Member,
    pub(crate) field: Field,
    /// Where that is said.
    pub(crate) span: Span,
    /// Its name in JSON, when it is not that of the field.
    pub(crate) name: Option<LitStr>,
}

/// The words of `#[problem(…)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ProblemWords {
    pub(crate) status: Option<Count>,
    pub(crate) code: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) detail: Option<Text>,
    pub(crate) source: Flag,
    pub(crate) transparent: Flag,
    pub(crate) internal: Flag,
    pub(crate) from: Flag,
    #[darling(rename = "crate")]
    pub(crate) krate: Option<Name>,
    pub(crate) std_error: Flag,
}

/// An enum or a struct, as written.
pub(crate) struct ErrorSyntax {
    pub(crate) input: DeriveInput,
    /// On an enum: what stands above all variants.
    pub(crate) words: ProblemWords,
    /// The variants, or the struct itself.
    pub(crate) variants: Vec<VariantSyntax>,
    /// Whether another derive makes it an error of the standard library.
    pub(crate) thiserror: bool,
}

/// What can go wrong in one way.
pub(crate) struct VariantSyntax {
    pub(crate) ident: Ident,
    pub(crate) docs: String,
    pub(crate) fields: Fields,
    pub(crate) words: ProblemWords,
    /// The fields that the problem has as members.
    pub(crate) extends: Vec<ExtendSyntax>,
    /// Where its attribute is.
    pub(crate) span: Option<Span>,
    pub(crate) lost: Lost,
}

/// Reads an enum or a struct.
pub(crate) fn error(input: DeriveInput, errors: &mut Errors) -> ErrorSyntax {
    let mut words = ProblemWords::default();
    let mut variants = Vec::new();
    match &input.data {
        Data::Enum(data) => {
            words = read(&input.attrs, GRAMMAR, errors).0;
            for variant in &data.variants {
                variants.push(read_variant(&variant.ident, &variant.attrs, &variant.fields, &GRAMMAR[..OF_VARIANT], errors));
            }
        }
        Data::Struct(data) => {
            let mut variant = read_variant(&input.ident, &input.attrs, &data.fields, GRAMMAR, errors);
            (words.krate, words.std_error) = (variant.words.krate.take(), variant.words.std_error);
            variants.push(variant);
        }
        Data::Union(_) => {}
    }
    let thiserror = variants.iter().flat_map(|variant| &variant.fields).any(|field| is_of_thiserror(&field.attrs))
        || is_of_thiserror(&input.attrs)
        || matches!(&input.data, Data::Enum(data) if data.variants.iter().any(|variant| is_of_thiserror(&variant.attrs)));
    ErrorSyntax { input, words, variants, thiserror }
}

fn read(attrs: &[Attribute], grammar: &[Word], errors: &mut Errors) -> (ProblemWords, Option<Span>, Lost) {
    let mut found = words::collect(attrs, "problem", errors);
    let (words, lost) = words::read(found.metas, grammar, errors);
    found.lost.extend(lost);
    (words, found.span, found.lost)
}

fn read_variant(ident: &Ident, attrs: &[Attribute], fields: &Fields, grammar: &[Word], errors: &mut Errors) -> VariantSyntax {
    let (words, span, lost) = read(attrs, grammar, errors);
    let mut extends = Vec::new();
    for (member, field) in fields.members().zip(fields) {
        let found = words::collect(&field.attrs, "problem", errors);
        let (words, _): (FieldWords, Lost) = words::read(found.metas, FIELD_GRAMMAR, errors);
        if let Some(ExtendWord { span, name }) = words.extend {
            extends.push(ExtendSyntax { member, field: field.clone(), span, name });
        }
    }
    VariantSyntax { ident: ident.clone(), docs: super::docs(attrs), fields: fields.clone(), words, extends, span, lost }
}

/// Whether attributes of thiserror are there, whose derive cannot be seen from here.
fn is_of_thiserror(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| ["error", "source", "from"].iter().any(|name| attr.path().is_ident(name)))
}
