//! A rule.

use proc_macro2::Span;
use syn::Path;

/// One rule, with where its word is.
pub(crate) struct Rule {
    pub(crate) span: Span,
    pub(crate) kind: RuleKind,
}

/// What a rule says.
pub(crate) enum RuleKind {
    Length { min: Option<u64>, max: Option<u64> },
    Range { min: Option<Number>, max: Option<Number> },
    Pattern(String),
    Email,
    Url,
    NonBlank,
    OneOf(Vec<Literal>),
    Custom(Path),
    Each(Vec<Rule>),
}

/// A number in a rule.
#[derive(Clone, Copy)]
pub(crate) enum Number {
    Integer(i64),
    Float(f64),
}

/// A literal in a rule; all of one rule are of the same kind.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Literal {
    Text(String),
    Integer(i64),
}
