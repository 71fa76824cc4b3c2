//! Tables, one by one.

use std::collections::HashSet;

use super::{
    Catalog, Difference, DifferenceKind, Drift, Relation, RelationKind, columns, constraints, is_history, shadow::Shadow,
};
use crate::{
    db::Dialect,
    schema::{
        catalog::{canonical, tokens::tokens},
        model::{Schema, TableName},
    },
};

/// Compares all tables.
pub(super) fn all(expected: &Schema, actual: &Catalog, shadow: &Shadow, dialect: Dialect) -> Drift {
    let mut drift = Drift { not_compared: shadow.reason.clone(), ..Drift::default() };
    for (expected, faithful) in shadow.relations.iter().zip(&shadow.faithful) {
        match actual.find(&expected.table.name) {
            None => {
                let table = expected.table.name.clone();
                let what = "is missing".to_owned();
                drift.differences.push(Difference { table, column: None, kind: DifferenceKind::Missing, what });
            }
            Some(found) => {
                let mut one = Comparison {
                    expected,
                    actual: found,
                    catalog: actual,
                    faithful: *faithful,
                    dialect,
                    unlike: Vec::new(),
                    differences: Vec::new(),
                };
                one.compare();
                drift.differences.append(&mut one.differences);
            }
        }
    }
    let declared: HashSet<&TableName> =
        expected.tables.iter().filter_map(|table| actual.find(&table.name)).map(|relation| &relation.table.name).collect();
    let others = actual.relations.iter().map(|relation| &relation.table.name);
    drift.undeclared = others.filter(|name| !declared.contains(name) && !is_history(name)).cloned().collect();
    drift
}

/// One table as it should be and as it is.
pub(super) struct Comparison<'a> {
    pub(super) expected: &'a Relation,
    pub(super) actual: &'a Relation,
    pub(super) catalog: &'a Catalog,
    /// Whether the database wrote down what is expected, so that its words can be compared.
    pub(super) faithful: bool,
    pub(super) dialect: Dialect,
    /// Columns that only one side has, or that have different types: what depends on them differs too, and goes without saying.
    pub(super) unlike: Vec<String>,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn compare(&mut self) {
        let kind = match self.actual.kind {
            RelationKind::Table | RelationKind::Partitioned => None,
            RelationKind::View => Some("a view"),
            RelationKind::MaterializedView => Some("a materialized view"),
            RelationKind::Foreign => Some("a table that lies elsewhere"),
        };
        if let Some(kind) = kind {
            return self.add(DifferenceKind::Changed, format!("is {kind} in the database, a table in the structs"));
        }
        if self.faithful && self.expected.strict && !self.actual.strict {
            self.add(DifferenceKind::Changed, "is not a STRICT table in the database".to_owned());
        }
        columns::compare(self);
        constraints::compare(self);
    }

    /// Says something about the table.
    pub(super) fn add(&mut self, kind: DifferenceKind, what: String) {
        self.differences.push(Difference { table: self.expected.table.name.clone(), column: None, kind, what });
    }

    /// Says something about a column.
    pub(super) fn add_of(&mut self, column: &str, kind: DifferenceKind, what: String) {
        let table = self.expected.table.name.clone();
        self.differences.push(Difference { table, column: Some(column.to_owned()), kind, what });
    }

    /// Whether two pieces of SQL say the same. What PostgreSQL writes it writes in one way only.
    pub(super) fn same(&self, expected: &str, actual: &str) -> bool {
        expected == actual || (self.dialect == Dialect::Sqlite && canonical(expected) == canonical(actual))
    }

    /// The same where there may be none.
    pub(super) fn same_or_none(&self, expected: Option<&String>, actual: Option<&String>) -> bool {
        match (expected, actual) {
            (Some(expected), Some(actual)) => self.same(expected, actual),
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether two names lead to one table.
    pub(super) fn same_table(&self, expected: &TableName, actual: &TableName) -> bool {
        let there = self.catalog.find(expected);
        expected == actual || (there.is_some() && there == self.catalog.find(actual))
    }

    /// Whether SQL names a column that is known to differ.
    pub(super) fn is_about_unlike(&self, sql: &str) -> bool {
        !self.unlike.is_empty() && tokens(sql).iter().any(|token| self.unlike.contains(&token.name()))
    }

    /// Whether one of these columns is known to differ.
    pub(super) fn are_unlike(&self, columns: &[String]) -> bool {
        columns.iter().any(|column| self.unlike.contains(column))
    }
}
