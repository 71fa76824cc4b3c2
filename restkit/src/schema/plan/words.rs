//! Words of an enum that have another name, or are gone.

use super::fill::Fills;
use crate::{
    query::builder::{literal, quoted},
    schema::model::{Column, TableName},
};

/// How the stored words of a column change.
#[derive(Debug)]
pub(super) struct Words {
    /// The old word and what stands in its place.
    replaced: Vec<(String, String)>,
    /// Whether doing it twice does the same as doing it once.
    pub(super) repeatable: bool,
}

impl Words {
    /// `None` when rows stay as they are.
    pub(super) fn new(
        table: &TableName,
        from: &Column,
        to: &Column,
        renamed: &[(String, String)],
        fills: Fills<'_>,
    ) -> Option<Self> {
        let mut replaced: Vec<(String, String)> = renamed.iter().map(|(old, new)| (literal(old), literal(new))).collect();
        // Only an enum that stays one has words that are gone.
        if let Some(expression) = fills.of(table, &to.name).filter(|_| !to.words.is_empty() && from.sql_type == to.sql_type) {
            replaced.extend(gone(from, to, renamed).map(|word| (literal(word), expression.to_owned())));
        }
        let repeatable = !renamed.iter().any(|(_, new)| renamed.iter().any(|(old, _)| old == new));
        (!replaced.is_empty()).then_some(Self { replaced, repeatable })
    }

    /// The way back, as far as there is one.
    pub(super) fn back(renamed: &[(String, String)]) -> Option<Self> {
        let replaced = renamed.iter().map(|(old, new)| (literal(new), literal(old))).collect::<Vec<_>>();
        (!replaced.is_empty()).then_some(Self { replaced, repeatable: true })
    }

    /// The new value of a column.
    pub(super) fn value(&self, column: &str) -> String {
        let cases: String = self.replaced.iter().map(|(old, new)| format!(" WHEN {old} THEN {new}")).collect();
        let name = quoted(column);
        format!("CASE {name}{cases} ELSE {name} END")
    }

    /// Which rows change.
    pub(super) fn condition(&self, column: &str) -> String {
        let words: Vec<&str> = self.replaced.iter().map(|(old, _)| old.as_str()).collect();
        format!("{} IN ({})", quoted(column), words.join(", "))
    }
}

/// The words that rows may hold and the new enum does not know.
pub(super) fn gone<'a>(
    from: &'a Column,
    to: &'a Column,
    renamed: &'a [(String, String)],
) -> impl Iterator<Item = &'a String> + 'a {
    from.words.iter().filter(|word| !to.words.contains(word) && !renamed.iter().any(|(old, _)| old == *word))
}
