//! `#[computed(count(comments))]`, `#[computed(sum(lines.amount))]`, `#[computed(sql = "{price} * {quantity}")]` and
//! `#[computed(with = full_name(first, last))]`, as written.

use darling::{FromMeta, ast::NestedMeta};
use proc_macro2::Span;
use syn::{Expr, Field, Ident, Member, Meta, Path, spanned::Spanned as _, token::Paren};

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
    Word::new("with", Form::Value, "with = full_name(first, last)"),
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
    pub(crate) with: Option<Call>,
}

/// A function, and the fields that it takes: `full_name(first, last)`.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) function: Path,
    pub(crate) paren: Paren,
    pub(crate) fields: Vec<Ident>,
}

impl FromMeta for Call {
    fn from_expr(expr: &Expr) -> darling::Result<Self> {
        let fault = |at: &Expr| {
            darling::Error::custom("a function with the fields it takes is needed here, as in `with = full_name(first, last)`")
                .with_span(&at.span())
        };
        let Expr::Call(call) = expr else { return Err(fault(expr)) };
        let function = match &*call.func {
            Expr::Path(path) if path.qself.is_none() => path.path.clone(),
            other => return Err(fault(other)),
        };
        let field = |argument: &Expr| match argument {
            Expr::Path(path) if path.qself.is_none() => path.path.get_ident().cloned().ok_or_else(|| fault(argument)),
            Expr::Reference(_) => {
                let said = "a field is given by reference anyway: write its name alone";
                Err(darling::Error::custom(said).with_span(&argument.span()))
            }
            _ => Err(fault(argument)),
        };
        Ok(Self { function, paren: call.paren_token, fields: call.args.iter().map(field).collect::<darling::Result<_>>()? })
    }
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
        self.gathered().next().is_none() && self.words.with.is_none()
    }

    /// Whether it is computed in Rust.
    pub(crate) const fn is_made(&self) -> bool {
        self.words.with.is_some()
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
