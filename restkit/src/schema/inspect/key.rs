//! Which columns are the key, and who sets them.

use super::{
    rules::{self, Rule},
    types::{self, Family},
};
use crate::{
    db::Dialect,
    schema::{
        catalog::{ColumnFacts, Relation},
        model::Column,
    },
};

/// How many columns a key has at most.
const MOST_PARTS: usize = 4;

/// How many characters the texts of a key have together at most.
const LONGEST_KEY: i64 = 600;

/// A column of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The index of the column.
    pub(super) at: usize,
    /// Whether a new row gets its value without anybody saying it: counted by the database, or a UUID that the server makes.
    pub(super) is_made: bool,
}

/// The columns of the key in its order, or why there is none that a resource can have.
pub(super) fn of(relation: &Relation, dialect: Dialect) -> Result<Vec<Part>, String> {
    if relation.is_view() {
        return of_view(relation, dialect);
    }
    let names = &relation.table.primary_key;
    if names.is_empty() {
        return Err("it has no primary key".to_owned());
    }
    if names.len() > MOST_PARTS {
        return Err(format!("its key has {} columns: {}", names.len(), names.join(", ")));
    }
    let mut parts: Vec<Part> = Vec::with_capacity(names.len());
    for name in names {
        let at = relation.table.columns.iter().position(|column| column.name == *name).ok_or("its key is no column")?;
        can_be(relation, at, dialect)?;
        // The server makes one part at most.
        let is_made = parts.iter().all(|part| !part.is_made) && is_made(relation, at, names.len() > 1);
        parts.push(Part { at, is_made });
    }
    Ok(parts)
}

/// Views do not say which column tells rows apart; one that is called so probably does.
fn of_view(relation: &Relation, dialect: Dialect) -> Result<Vec<Part>, String> {
    let counts = |facts: &ColumnFacts| {
        let base = facts.base_type.to_lowercase();
        match dialect {
            Dialect::Postgres => matches!(base.as_str(), "smallint" | "integer" | "bigint" | "uuid"),
            Dialect::Sqlite => base.contains("int") || base == "uuid",
        }
    };
    let mut columns = relation.table.columns.iter().zip(&relation.facts);
    columns
        .position(|(column, facts)| column.name.eq_ignore_ascii_case("id") && counts(facts))
        .map(|at| vec![Part { at, is_made: true }])
        .ok_or_else(|| "it is a view without a column `id` that could be the key".to_owned())
}

/// Whether a column can be a key or a part of one.
fn can_be(relation: &Relation, at: usize, dialect: Dialect) -> Result<(), String> {
    let Some((column, facts)) = relation.table.columns.get(at).zip(relation.facts.get(at)) else {
        return Err("its key is no column".to_owned());
    };
    let name = &column.name;
    if column.nullable {
        return Err(format!("its key `{name}` may be null"));
    }
    let typed = types::of(column, facts, &of_column(relation, name), dialect);
    let fits = typed.as_ref().is_ok_and(|typed| match typed.family {
        Family::Integer | Family::Moment => true,
        Family::Text => types::can_be_named(&column.sql_type),
        Family::Other => {
            matches!(typed.rust, "Uuid" | "NaiveDate" | "NaiveTime" | "NaiveDateTime") || facts.enumeration.is_some()
        }
        Family::Float | Family::Decimal | Family::Truth | Family::Bytes => false,
    });
    if fits { Ok(()) } else { Err(format!("its key `{name}` is neither a whole number nor a UUID, a text or a date")) }
}

/// What the checks say of a column.
fn of_column(relation: &Relation, name: &str) -> Vec<Rule> {
    let columns: Vec<&str> = relation.table.columns.iter().map(|column| column.name.as_str()).collect();
    let read = relation.table.checks.iter().filter_map(|check| rules::read(&check.condition, &columns));
    read.filter(|(column, _)| column == name).flat_map(|(_, rules)| rules).collect()
}

fn is_made(relation: &Relation, at: usize, composite: bool) -> bool {
    let Some((column, facts)) = relation.table.columns.get(at).zip(relation.facts.get(at)) else { return false };
    let refers = relation.table.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
    let whole = matches!(facts.base_type.to_lowercase().as_str(), "smallint" | "integer" | "bigint" | "int");
    let counted = column.identity || facts.automatic || (whole && column.default.is_some());
    // Of several parts one that is a UUID is that of the row when it says so.
    let named = !composite || column.default.is_some() || column.name.eq_ignore_ascii_case("id");
    !refers && (counted || (facts.base_type.eq_ignore_ascii_case("uuid") && named))
}

/// The bounds that the text of a key needs, given those that it has: it is never empty, and there is room for it in an index beside the others.
pub(super) fn bounds(column: &Column, found: &[Rule], longest: Option<i64>, texts: usize) -> (Vec<Rule>, Option<String>) {
    let room = LONGEST_KEY / i64::try_from(texts.max(1)).unwrap_or(LONGEST_KEY);
    let mut least = None;
    let mut most = longest;
    let mut others = Vec::new();
    for rule in found {
        match rule {
            Rule::Length(min, max) => {
                least = least.max(*min);
                most = [most, *max].into_iter().flatten().min();
            }
            other => others.push(other.clone()),
        }
    }
    let narrow = least.is_some_and(|least| least >= 1) && most.is_some_and(|most| most <= room);
    let remark = format!("The database takes any {}; a text that is a key stands in paths.", column.sql_type.to_lowercase());
    others.push(Rule::Length(least.max(Some(1)), [most, Some(room)].into_iter().flatten().min()));
    (others, (!narrow).then_some(remark))
}
