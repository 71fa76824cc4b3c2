//! `#[computed(count(comments))]`, `#[computed(sum(lines.amount))]` and `#[computed(sql = "{price} * {quantity}")]`, as written.

use darling::{FromMeta, ast::NestedMeta};
use proc_macro2::Span;
use syn::{Expr, Field, Ident, Member, Meta, spanned::Spanned as _};

use super::{
    atoms::Text,
    words::{self, Form, Word},
};
use crate::errors::Errors;

/// What may stand in `#[computed(…)]`.
pub(crate) const GRAMMAR: &[Word] = &[
    Word::new("count", Form::List, "count(comments)"),
    Word::new("sum", Form::List, "sum(lines.amount)"),
    Word::new("min", Form::List, "min(lines.amount)"),
    Word::new("max", Form::List, "max(lines.amount)"),
    Word::new("sql", Form::Value, "sql = \"{price} * {quantity}\""),
    Word::new("sqlite", Form::Value, "sqlite = \"{first} || {second}\""),
    Word::new("postgres", Form::Value, "postgres = \"{first} || {second}\""),
];

/// The words of `#[computed(…)]`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct ComputedWords {
    pub(crate) count: Option<Gathered>,
    pub(crate) sum: Option<Gathered>,
    pub(crate) min: Option<Gathered>,
    pub(crate) max: Option<Gathered>,
    pub(crate) sql: Option<Text>,
    pub(crate) sqlite: Option<Text>,
    pub(crate) postgres: Option<Text>,
}

/// A relation, and perhaps a column of its rows: `comments`, or `lines.amount`.
#[derive(Clone)]
pub(crate) struct Gathered {
    /// Where the word is.
    pub(crate) span: Span,
    pub(crate) relation: Ident,
    pub(crate) column: Option<Ident>,
}

impl FromMeta for Gathered {
    fn from_meta(meta: &Meta) -> darling::Result<Self> {
        let word = words::name_of(meta.path());
        let counts = word == "count";
        let needed = if counts {
            "the name of a relation to many is needed here, as in `count(comments)`".to_owned()
        } else {
            format!("a relation to many and a column of its rows are needed here, as in `{word}(lines.amount)`")
        };
        let fault = |at: &dyn quote::ToTokens| darling::Error::custom(&needed).with_span(&at.span());
        let Meta::List(list) = meta else { return Err(fault(meta)) };
        if list.tokens.is_empty() {
            return Err(fault(meta));
        }
        let expr: Expr = syn::parse2(list.tokens.clone()).map_err(|_| fault(&list.tokens))?;
        let ident = |expr: &Expr| match expr {
            Expr::Path(path) if path.qself.is_none() => path.path.get_ident().cloned(),
            _ => None,
        };
        let span = list.path.span();
        let read = match &expr {
            Expr::Field(field) if !counts => match &field.member {
                Member::Named(column) => ident(&field.base).map(|relation| (relation, Some(column.clone()))),
                Member::Unnamed(_) => None,
            },
            other if counts => ident(other).map(|relation| (relation, None)),
            _ => None,
        };
        let (relation, column) = read.ok_or_else(|| fault(&expr))?;
        Ok(Self { span, relation, column })
    }
}

/// `#[computed(…)]` on a field, as written.
pub(crate) struct ComputedSyntax {
    /// Where the attribute is.
    pub(crate) span: Span,
    pub(crate) words: ComputedWords,
    /// Whether something in it could not be read.
    pub(crate) lost: bool,
}

impl ComputedSyntax {
    /// The words for rows of a relation that stand there.
    pub(crate) fn gathered(&self) -> impl Iterator<Item = (&'static str, &Gathered)> {
        let ComputedWords { count, sum, min, max, .. } = &self.words;
        let words = [("count", count), ("sum", sum), ("min", min), ("max", max)];
        words.into_iter().filter_map(|(word, gathered)| Some((word, gathered.as_ref()?)))
    }

    /// The words for SQL that stand there.
    pub(crate) fn sql(&self) -> impl Iterator<Item = (&'static str, &Text)> {
        let ComputedWords { sql, sqlite, postgres, .. } = &self.words;
        let words = [("sql", sql), ("sqlite", sqlite), ("postgres", postgres)];
        words.into_iter().filter_map(|(word, text)| Some((word, text.as_ref()?)))
    }

    /// Whether its value is in the table: it is computed in SQL, or perhaps was meant so.
    pub(crate) fn is_stored(&self) -> bool {
        self.gathered().next().is_none()
    }
}

/// Reads it; `None` where there is none.
pub(crate) fn read(field: &Field, errors: &mut Errors) -> Option<ComputedSyntax> {
    let found = words::collect(&field.attrs, "computed", errors);
    let span = found.span?;
    let metas: Vec<NestedMeta> = found.metas;
    let (words, unread) = words::read(metas, GRAMMAR, errors);
    Some(ComputedSyntax { span, words, lost: !unread.is_empty() || !found.lost.is_empty() })
}
