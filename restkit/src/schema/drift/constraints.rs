//! Keys, constraints and indexes.

use super::{
    DifferenceKind,
    compare::Comparison,
    pairs::{Pair, pairs},
};
use crate::{
    query::builder::quoted,
    schema::model::{Check, DeleteRule, ForeignKey, Index, Unique},
};

pub(super) fn compare(on: &mut Comparison<'_>) {
    let (expected, actual) = (&on.expected.table, &on.actual.table);
    if expected.primary_key != actual.primary_key && !on.are_unlike(&expected.primary_key) && !on.are_unlike(&actual.primary_key)
    {
        let key = |columns: &[String]| if columns.is_empty() { "none".to_owned() } else { list(columns) };
        let (there, declared) = (key(&actual.primary_key), key(&expected.primary_key));
        on.add(DifferenceKind::Changed, format!("the primary key is {there} in the database, {declared} in the structs"));
    }
    let kept = unique(on);
    let found = pairs(&expected.foreign_keys, &actual.foreign_keys, |key| &key.name, |a, b| same_reference(on, a, b));
    report(on, "the foreign key", found, |key| &key.name, reference, |on, key| on.are_unlike(&key.columns));
    let alike = |a: &Check, b: &Check| !on.faithful && a.name == b.name || on.same(&a.condition, &b.condition);
    let found = pairs(&expected.checks, &actual.checks, |check| &check.name, alike);
    report(
        on,
        "the check",
        found,
        |check| &check.name,
        |check| check.condition.clone(),
        |on, check| on.is_about_unlike(&check.condition),
    );
    let there: Vec<Index> = actual.indexes.iter().filter(|index| !kept.contains(&index.name)).cloned().collect();
    let found = pairs(&expected.indexes, &there, |index| &index.name, |a, b| same_index(on, a, b));
    let is_unlike =
        |on: &Comparison<'_>, index: &Index| index.keys.iter().chain(&index.condition).any(|sql| on.is_about_unlike(sql));
    report(on, "the index", found, |index| &index.name, definition, is_unlike);
    for remark in on.actual.remarks.iter().filter(|remark| !on.expected.remarks.contains(remark)) {
        if !on.is_about_unlike(remark) {
            on.add(DifferenceKind::Extra, format!("in the database only: {remark}"));
        }
    }
}

/// Unique constraints; answers the unique indexes that do the work of one.
fn unique(on: &mut Comparison<'_>) -> Vec<String> {
    let (expected, actual) = (&on.expected.table, &on.actual.table);
    let mut kept = Vec::new();
    let mut found = pairs(&expected.unique, &actual.unique, |unique| &unique.name, |a, b| a.columns == b.columns);
    found.retain(|pair| {
        let Pair::Missing(unique) = pair else { return true };
        let index = actual.indexes.iter().find(|index| is_unique_over(on, index, &unique.columns));
        let Some(index) = index else { return true };
        kept.push((index.name.clone(), unique.name.clone()));
        false
    });
    report(
        on,
        "the unique constraint",
        found,
        |unique| &unique.name,
        |unique: &Unique| list(&unique.columns),
        |on, unique| on.are_unlike(&unique.columns),
    );
    for (index, constraint) in &kept {
        on.add(
            DifferenceKind::Renamed,
            format!("the unique constraint {constraint} is the unique index {index} in the database"),
        );
    }
    kept.into_iter().map(|(index, _)| index).collect()
}

/// Whether an index lets no two rows be alike in just these columns.
fn is_unique_over(on: &Comparison<'_>, index: &Index, columns: &[String]) -> bool {
    index.unique
        && index.condition.is_none()
        && index.keys.len() == columns.len()
        && index.keys.iter().zip(columns).all(|(key, column)| on.same(&quoted(column), key))
}

fn same_reference(on: &Comparison<'_>, expected: &ForeignKey, actual: &ForeignKey) -> bool {
    expected.columns == actual.columns
        && expected.referenced == actual.referenced
        && expected.on_delete == actual.on_delete
        && on.same_table(&expected.references, &actual.references)
}

fn same_index(on: &Comparison<'_>, expected: &Index, actual: &Index) -> bool {
    expected.unique == actual.unique
        && expected.method == actual.method
        && expected.keys.len() == actual.keys.len()
        && ((!on.faithful && expected.name == actual.name)
            || (expected.keys.iter().zip(&actual.keys).all(|(a, b)| on.same(a, b))
                && on.same_or_none(expected.condition.as_ref(), actual.condition.as_ref())))
}

/// Says what differs, but for what goes without saying.
fn report<T>(
    on: &mut Comparison<'_>,
    kind: &str,
    found: Vec<Pair<'_, T>>,
    name: impl Fn(&T) -> &String,
    definition: impl Fn(&T) -> String,
    goes_without_saying: impl Fn(&Comparison<'_>, &T) -> bool,
) {
    let called = |one: &T| match name(one).as_str() {
        "" => format!("{kind} without a name ({})", definition(one)),
        name => format!("{kind} {name}"),
    };
    for pair in found {
        let silent = match &pair {
            Pair::Missing(one) | Pair::Extra(one) | Pair::Changed(one, _) | Pair::Renamed(one, _) => goes_without_saying(on, one),
        };
        if silent {
            continue;
        }
        match pair {
            Pair::Missing(one) => on.add(DifferenceKind::Missing, format!("{} is missing", called(one))),
            Pair::Extra(one) => on.add(DifferenceKind::Extra, format!("{} is in the database only", called(one))),
            Pair::Changed(declared, there) => {
                let (there, declared_as) = (definition(there), definition(declared));
                let what = format!("{} is {there} in the database, {declared_as} in the structs", called(declared));
                on.add(DifferenceKind::Changed, what);
            }
            Pair::Renamed(declared, there) => {
                let there = if name(there).is_empty() { "has no name" } else { &format!("is called {}", name(there)) };
                on.add(DifferenceKind::Renamed, format!("{} {there} in the database", called(declared)));
            }
        }
    }
}

fn list(columns: &[String]) -> String {
    format!("({})", columns.join(", "))
}

fn reference(key: &ForeignKey) -> String {
    let rule = match key.on_delete {
        DeleteRule::Restrict => "",
        DeleteRule::Cascade => " ON DELETE CASCADE",
        DeleteRule::SetNull => " ON DELETE SET NULL",
    };
    format!("{} REFERENCES {} {}{rule}", list(&key.columns), key.references, list(&key.referenced))
}

fn definition(index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let method = index.method.as_ref().map(|method| format!("USING {method} ")).unwrap_or_default();
    let condition = index.condition.as_ref().map(|sql| format!(" WHERE {sql}")).unwrap_or_default();
    format!("{unique}{method}{}{condition}", list(&index.keys))
}
