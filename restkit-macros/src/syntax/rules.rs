//! `#[validate(…)]`.

use darling::{Error, FromMeta, ast::NestedMeta};
use proc_macro2::Span;
use syn::{Attribute, Expr, Meta, Path, spanned::Spanned as _};

use super::{
    atoms::{Count, Name, Num, Text},
    words::{self, Form, Lost, Word},
};
use crate::errors::Errors;

/// What may stand in `#[validate(…)]` on a field.
const GRAMMAR: &[Word] = &[
    Word::new("length", Form::List, "length(min = 1, max = 200)"),
    Word::new("range", Form::List, "range(min = 1, max = 5)"),
    Word::new("pattern", Form::List, "pattern(\"^[a-z]+$\")"),
    Word::new("email", Form::Alone, "email"),
    Word::new("url", Form::Alone, "url"),
    Word::new("one_of", Form::List, "one_of(\"small\", \"large\")"),
    Word::new("non_blank", Form::Alone, "non_blank"),
    Word::new("custom", Form::List, "custom(check)").repeated(),
    Word::new("each", Form::List, "each(length(max = 20))"),
];

/// What may stand in `#[validate(…)]` on a struct.
const WHOLE_GRAMMAR: &[Word] = &[Word::new("custom", Form::List, "custom(check)").repeated()];

const LENGTH_GRAMMAR: &[Word] = &[Word::new("min", Form::Value, "min = 1"), Word::new("max", Form::Value, "max = 200")];
const RANGE_GRAMMAR: &[Word] = &[Word::new("min", Form::Value, "min = 1"), Word::new("max", Form::Value, "max = 5")];

/// The words of `length(…)`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct LengthWords {
    pub(crate) min: Option<Count>,
    pub(crate) max: Option<Count>,
}

/// The words of `range(…)`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct RangeWords {
    pub(crate) min: Option<Num>,
    pub(crate) max: Option<Num>,
}

/// One rule, as written.
pub(crate) struct RuleSyntax {
    /// Where the word is.
    pub(crate) span: Span,
    /// What it says.
    pub(crate) kind: RuleKind,
}

/// What a rule says.
pub(crate) enum RuleKind {
    Length(LengthWords),
    Range(RangeWords),
    Pattern(Text),
    Email,
    Url,
    NonBlank,
    OneOf(Vec<Expr>),
    Custom(Path),
    Each(Vec<RuleSyntax>),
}

impl RuleKind {
    /// The word.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Length(_) => "length",
            Self::Range(_) => "range",
            Self::Pattern(_) => "pattern",
            Self::Email => "email",
            Self::Url => "url",
            Self::NonBlank => "non_blank",
            Self::OneOf(_) => "one_of",
            Self::Custom(_) => "custom",
            Self::Each(_) => "each",
        }
    }
}

/// Reads `#[validate(…)]` of a field.
pub(crate) fn of_field(attrs: &[Attribute], errors: &mut Errors) -> Vec<RuleSyntax> {
    let words = words::collect(attrs, "validate", errors);
    rules(words.metas, errors)
}

/// Reads `#[validate(custom(…))]` of a struct.
pub(crate) fn of_struct(attrs: &[Attribute], errors: &mut Errors) -> Vec<Path> {
    let words = words::collect(attrs, "validate", errors);
    words::sieve(words.metas, WHOLE_GRAMMAR, &mut Lost::default(), errors)
        .iter()
        .filter_map(|meta| errors.keep(Name::from_meta(meta).map_err(|e| e.with_span(meta))))
        .map(|name| name.0)
        .collect()
}

fn rules(metas: Vec<NestedMeta>, errors: &mut Errors) -> Vec<RuleSyntax> {
    words::sieve(metas, GRAMMAR, &mut Lost::default(), errors).iter().filter_map(|meta| rule(meta, errors)).collect()
}

/// Reads one rule, whose word and form are right already.
fn rule(meta: &Meta, errors: &mut Errors) -> Option<RuleSyntax> {
    let kind = match words::name_of(meta.path()).as_str() {
        "length" => RuleKind::Length(bounds(meta, LENGTH_GRAMMAR, errors)?),
        "range" => RuleKind::Range(bounds(meta, RANGE_GRAMMAR, errors)?),
        "pattern" => RuleKind::Pattern(errors.keep(Text::from_meta(meta).map_err(|e| e.with_span(meta)))?),
        "email" => RuleKind::Email,
        "url" => RuleKind::Url,
        "non_blank" => RuleKind::NonBlank,
        "one_of" => RuleKind::OneOf(values(meta, errors)?),
        "each" => {
            let before = errors.len();
            let inner = rules(nested(meta, errors)?, errors);
            if errors.len() > before {
                return None;
            }
            RuleKind::Each(inner)
        }
        _ => RuleKind::Custom(errors.keep(Name::from_meta(meta).map_err(|e| e.with_span(meta)))?.0),
    };
    Some(RuleSyntax { span: meta.path().span(), kind })
}

/// Reads `min` and `max`; `None` when one of them could not be read.
fn bounds<T: FromMeta + Default>(meta: &Meta, grammar: &[Word], errors: &mut Errors) -> Option<T> {
    let (value, lost) = words::read(nested(meta, errors)?, grammar, errors);
    lost.is_empty().then_some(value)
}

/// What stands in the parentheses of a rule.
fn nested(meta: &Meta, errors: &mut Errors) -> Option<Vec<NestedMeta>> {
    let Meta::List(list) = meta else { return Some(Vec::new()) };
    NestedMeta::parse_meta_list(list.tokens.clone()).map_err(|error| errors.syn(error)).ok()
}

/// The values of `one_of(…)`.
fn values(meta: &Meta, errors: &mut Errors) -> Option<Vec<Expr>> {
    use syn::{Token, parse::Parser as _, punctuated::Punctuated};
    let Meta::List(list) = meta else { return Some(Vec::new()) };
    match Punctuated::<Expr, Token![,]>::parse_terminated.parse2(list.tokens.clone()) {
        Ok(values) => Some(values.into_iter().collect()),
        Err(error) => {
            errors.darling(Error::from(error));
            None
        }
    }
}
