//! `aggregate(group_by(status), sum(price), max(price))`, as written.

use darling::FromMeta;
use proc_macro2::Span;

use super::{
    resource::NestedWords,
    words::{self, Form, Word},
};
use crate::errors::Errors;

/// What may stand in `aggregate(…)`.
pub(crate) const GRAMMAR: &[Word] = &[
    Word::new("group_by", Form::List, "group_by(status)"),
    Word::new("sum", Form::List, "sum(price)"),
    Word::new("avg", Form::List, "avg(price)"),
    Word::new("min", Form::List, "min(price)"),
    Word::new("max", Form::List, "max(price)"),
];

/// The words of `aggregate(…)`.
#[derive(Default, FromMeta)]
#[darling(default)]
pub(crate) struct AggregateWords {
    pub(crate) group_by: Option<NestedWords>,
    pub(crate) sum: Option<NestedWords>,
    pub(crate) avg: Option<NestedWords>,
    pub(crate) min: Option<NestedWords>,
    pub(crate) max: Option<NestedWords>,
}

/// What is told of rows together, as written.
pub(crate) struct AggregateSyntax {
    /// Where the word is.
    pub(crate) span: Span,
    pub(crate) words: AggregateWords,
}

impl AggregateSyntax {
    /// The lists with their words, groups first.
    pub(crate) fn lists(&self) -> impl Iterator<Item = (&'static str, &NestedWords)> {
        let AggregateWords { group_by, sum, avg, min, max } = &self.words;
        let lists = [("group_by", group_by), ("sum", sum), ("avg", avg), ("min", min), ("max", max)];
        lists.into_iter().filter_map(|(word, list)| Some((word, list.as_ref()?)))
    }
}

/// Reads it; what cannot be read is reported and left out.
pub(crate) fn read(list: NestedWords, errors: &mut Errors) -> AggregateSyntax {
    let (words, _) = words::read(list.metas, GRAMMAR, errors);
    AggregateSyntax { span: list.span, words }
}
