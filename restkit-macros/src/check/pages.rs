//! How much a list answers.

use super::build;
use crate::{
    errors::Errors,
    syntax::{atoms::Count, resource::ResourceSyntax},
};

/// The most rows that a page may hold.
const LARGEST: u64 = 10_000;

/// A page holds something, and not everything.
pub(super) fn pages_have_a_size(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (word, count) in [("page_size", &syntax.words.page_size), ("max_page_size", &syntax.words.max_page_size)] {
        match count {
            Some(Count { value: 0, expr }) => {
                errors.at(expr, format_args!("a page holds at least one row: write `{word} = {}`", build::PAGE_SIZE));
            }
            Some(Count { value, expr }) if *value > LARGEST => {
                errors.at(expr, format_args!("a page holds at most {LARGEST} rows: write `{word} = {}`", build::MAX_PAGE_SIZE));
            }
            _ => {}
        }
    }
}

/// The usual page is not larger than the largest.
pub(super) fn usual_page_is_allowed(syntax: &ResourceSyntax, errors: &mut Errors) {
    if let (Some(usual), Some(most)) = (&syntax.words.page_size, &syntax.words.max_page_size)
        && usual.value > most.value
        && most.value > 0
    {
        errors.at(
            &usual.expr,
            format_args!("a page of {} rows is over `max_page_size = {}`; lower this or raise that", usual.value, most.value),
        );
    }
}
