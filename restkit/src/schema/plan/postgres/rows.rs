//! Rows that get values, all of a table in one go.

use super::Writer;
use crate::{
    query::builder::quoted,
    schema::{
        ddl::parts,
        model::TableName,
        plan::{
            script::{Stage, Statement},
            words::Words,
        },
    },
};

const AGAIN: &str = "Rows that were written meanwhile.";

/// A value for some rows of a table.
#[derive(Clone, Debug)]
pub(super) struct RowFill {
    table: TableName,
    column: String,
    /// The value for the rows that need it.
    value: String,
    /// The same for any row: what it has, where it needs nothing.
    total: String,
    /// Which rows need it.
    condition: String,
    /// Whether it is done once more, for what was written meanwhile.
    repeatable: bool,
    /// What undoes it.
    back: Option<Statement>,
}

impl Writer<'_> {
    /// A value in place of null; `meanwhile` for a column that may not be null afterwards, whatever was written in between.
    pub(super) fn fill_null(&mut self, table: &TableName, column: &str, value: &str, meanwhile: bool) {
        let name = quoted(column);
        let earlier = self.rows.iter_mut().find(|fill| fill.table == *table && fill.column == column);
        if let Some(earlier) = earlier {
            earlier.total = format!("coalesce({}, {value})", earlier.total);
            earlier.value.clone_from(&earlier.total);
            earlier.condition = format!("{} OR {name} IS NULL", earlier.condition);
            return;
        }
        self.rows.push(RowFill {
            table: table.clone(),
            column: column.to_owned(),
            value: value.to_owned(),
            total: format!("coalesce({name}, {value})"),
            condition: format!("{name} IS NULL"),
            repeatable: meanwhile,
            back: None,
        });
    }

    /// Other words in place of words.
    pub(super) fn replace_words(&mut self, table: &TableName, column: &str, words: &Words, back: Option<&Words>) {
        self.rows.push(RowFill {
            table: table.clone(),
            column: column.to_owned(),
            value: words.value(column),
            total: words.value(column),
            condition: words.condition(column),
            repeatable: words.repeatable,
            back: back
                .map(|words| update(table, &format!("{} = {}", quoted(column), words.value(column)), &words.condition(column))),
        });
    }

    /// Each table is gone through before the conditions hold, and once more when no further row can break them. One statement sets all
    /// columns: a row that lacks two values would break one condition with only the other set.
    pub(super) fn fill_rows(&mut self) {
        let mut rest = std::mem::take(&mut self.rows);
        while let Some(table) = rest.first().map(|fill| fill.table.clone()) {
            let fills: Vec<RowFill> = rest.extract_if(.., |fill| fill.table == table).collect();
            let back: Vec<Statement> = fills.iter().rev().filter_map(|fill| fill.back.clone()).collect();
            let repeatable: Vec<&RowFill> = fills.iter().filter(|fill| fill.repeatable).collect();
            if !repeatable.is_empty() {
                let again = Statement { comment: Some(AGAIN.to_owned()), ..all(&table, &repeatable) };
                self.op(Stage::Refill, [again], []);
            }
            let first = all(&table, &fills.iter().collect::<Vec<_>>());
            self.op(Stage::Backfill, [first], back);
        }
    }
}

fn all(table: &TableName, fills: &[&RowFill]) -> Statement {
    if let [fill] = fills {
        return update(table, &format!("{} = {}", quoted(&fill.column), fill.value), &fill.condition);
    }
    let set: Vec<String> = fills.iter().map(|fill| format!("{} = {}", quoted(&fill.column), fill.total)).collect();
    let conditions: Vec<&str> = fills.iter().map(|fill| fill.condition.as_str()).collect();
    update(table, &set.join(", "), &conditions.join(" OR "))
}

pub(super) fn update(table: &TableName, set: &str, condition: &str) -> Statement {
    Statement::new(format!("UPDATE {} SET {set} WHERE {condition}", parts::table(table)))
}
