//! The attribute grammar, 1:1: what was written, with its spans, before anything is concluded from it.
//!
//! Invariant: nothing here knows what a word means. A word that cannot be read is reported once and then treated as absent, and
//! [`words::Lost`] remembers which word was perhaps meant, so that no later rule blames its absence.

pub(crate) mod aggregate;
pub(crate) mod atoms;
pub(crate) mod block;
pub(crate) mod computed;
pub(crate) mod dependency;
pub(crate) mod error;
pub(crate) mod example;
pub(crate) mod field;
pub(crate) mod migrations;
pub(crate) mod model;
pub(crate) mod object;
pub(crate) mod policy;
pub(crate) mod relation;
pub(crate) mod resource;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod serde;
pub(crate) mod strip;
pub(crate) mod types;
pub(crate) mod words;

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of the documentation comments.
pub(crate) fn docs(attrs: &[Attribute]) -> String {
    let lines: Vec<String> = attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc"))
        .filter_map(|attr| match &attr.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
                _ => None,
            },
            Meta::Path(_) | Meta::List(_) => None,
        })
        .flat_map(|text| {
            text.split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()).collect::<Vec<_>>()
        })
        .collect();
    lines.join("\n").trim().to_owned()
}
