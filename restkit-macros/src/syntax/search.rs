//! `search(title(weight = 4), body, language = english)`, as written.

use darling::{FromMeta, ast::NestedMeta};
use proc_macro2::Span;
use syn::{Expr, Meta, Path};

use super::{
    atoms::Count,
    resource::NestedWords,
    words::{self, Form, Word},
};
use crate::errors::Errors;

/// How it is written, for a person.
const WRITE: &str = "search(title(weight = 4), body)";

/// What may stand behind a field.
pub(crate) const FIELD_GRAMMAR: &[Word] = &[Word::new("weight", Form::Value, "weight = 4")];

/// The words behind a field.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct SearchFieldWords {
    pub(crate) weight: Option<Count>,
}

/// A field that is searched, as written.
pub(crate) struct SearchFieldSyntax {
    pub(crate) path: Path,
    pub(crate) words: SearchFieldWords,
}

/// What is searched, as written.
pub(crate) struct SearchSyntax {
    /// Where the word is.
    pub(crate) span: Span,
    pub(crate) fields: Vec<SearchFieldSyntax>,
    pub(crate) language: Option<Expr>,
    /// Whether something in it could not be read.
    pub(crate) lost: bool,
}

/// Reads it; what cannot be read is reported and left out.
pub(crate) fn read(list: NestedWords, errors: &mut Errors) -> SearchSyntax {
    let mut search = SearchSyntax { span: list.span, fields: Vec::new(), language: None, lost: false };
    for meta in list.metas {
        match meta {
            NestedMeta::Meta(Meta::Path(path)) => {
                search.fields.push(SearchFieldSyntax { path, words: SearchFieldWords::default() });
            }
            NestedMeta::Meta(Meta::List(field)) => match NestedMeta::parse_meta_list(field.tokens.clone()) {
                Ok(metas) => {
                    let (words, lost) = words::read(metas, FIELD_GRAMMAR, errors);
                    search.lost |= !lost.is_empty();
                    search.fields.push(SearchFieldSyntax { path: field.path, words });
                }
                Err(error) => {
                    search.lost = true;
                    errors.syn(error);
                }
            },
            NestedMeta::Meta(Meta::NameValue(pair)) if pair.path.is_ident("language") => {
                if search.language.is_some() {
                    errors.at(&pair.path, "`language` stands here twice; remove one");
                }
                search.language = Some(pair.value);
            }
            other => {
                search.lost = true;
                errors.at(&other, format_args!("the name of a field is needed here, without quotes: write `{WRITE}`"));
            }
        }
    }
    search
}
