//! What constraints and indexes say of a column.

use std::collections::HashSet;

use super::{
    Enum, Field,
    fields::Making,
    names,
    rules::Rule,
    types::{self, Family, Typed},
};
use crate::{
    db::Dialect,
    schema::{
        catalog::{ColumnFacts, Relation, tokens::tokens},
        ddl::search::is_search,
        model::{Column, Index},
    },
};

/// The enum of a column.
pub(super) struct Words {
    pub(super) name: String,
    /// The variants with their words.
    variants: Vec<(String, String)>,
}

impl Words {
    /// As an expression, for a default.
    pub(super) fn variant_of(&self, word: &str) -> Option<String> {
        self.variants.iter().find(|(_, other)| other == word).map(|(variant, _)| format!("{}::{variant}", self.name))
    }
}

/// The enum for a column that takes a few words; written down where it is met first.
pub(super) fn words(
    making: &mut Making<'_>,
    column: &Column,
    facts: &ColumnFacts,
    rules: &[Rule],
    field: &str,
    family: Family,
) -> Option<Words> {
    let listed = rules.iter().find_map(|rule| if let Rule::Words(words) = rule { Some(words) } else { None });
    let (words, known) = match (&facts.enumeration, listed) {
        (Some(enumeration), _) if making.context.dialect == Dialect::Postgres => (&column.words, Some(enumeration)),
        (_, Some(words)) if family == Family::Text => (words, None),
        _ => return None,
    };
    // What stands between commas in a query cannot hold one.
    if words.is_empty()
        || words.iter().any(|word| word.is_empty() || word.contains(','))
        || !types::can_be_named(&column.sql_type)
    {
        return None;
    }
    let mut taken = HashSet::new();
    let mut variants = Vec::new();
    for word in words {
        let wanted = names::variant(word);
        let mut free = wanted.clone();
        let mut number = 2;
        while !taken.insert(free.clone()) {
            free = format!("{wanted}{number}");
            number += 1;
        }
        variants.push((free, word.clone()));
    }
    if let Some(name) = known.and_then(|known| making.names.known_enum(known)) {
        return Some(Words { name, variants });
    }
    let wanted = known.map_or_else(|| format!("{}_{field}", making.resource.name), Clone::clone);
    let name = making.names.of_type(&wanted);
    if let Some(known) = known {
        making.names.know_enum(known, &name);
    }
    let written =
        variants.iter().map(|(variant, word)| (variant.clone(), (names::word_of(variant) != *word).then(|| word.clone())));
    let docs = match known {
        Some(known) => format!("The type `{known}`."),
        None => format!("What `{}.{}` may be.", making.resource.relation.table.name, column.name),
    };
    making.made.enums.push(Enum { name: name.clone(), docs, variants: written.collect() });
    Some(Words { name, variants })
}

/// The struct that a column refers to the key of.
pub(super) fn reference(making: &Making<'_>, column: &Column) -> Option<String> {
    let table = &making.resource.relation.table;
    let key = table.foreign_keys.iter().find(|key| key.columns.len() == 1 && key.columns.first() == Some(&column.name))?;
    let target = making.context.catalog.find(&key.references)?;
    let other = making.context.resources.iter().find(|other| std::ptr::eq(other.relation, target))?;
    (key.referenced.len() == 1 && key.referenced.first().map(String::as_str) == other.only_key()).then(|| other.name.clone())
}

/// `unique` or `index`, as the database has it.
pub(super) fn indexed(relation: &Relation, column: &str, refers: bool) -> Option<&'static str> {
    let table = &relation.table;
    let begins = |index: &Index| {
        let first = index.keys.first().map(|key| tokens(key)).unwrap_or_default();
        let plain = !first.iter().any(|token| token.is_symbol("("));
        plain && index.condition.is_none() && !is_search(index) && first.first().is_some_and(|token| token.name() == column)
    };
    let unique = table.unique.iter().any(|unique| unique.columns.len() == 1 && unique.columns.iter().any(|name| name == column))
        || table.indexes.iter().any(|index| index.unique && index.keys.len() == 1 && begins(index));
    // References have one without a word.
    let index = !refers && table.indexes.iter().any(|index| !index.unique && begins(index));
    if unique { Some("unique") } else { index.then_some("index") }
}

/// The rules that requests are checked by.
pub(super) fn rules(field: &mut Field, typed: &Typed, found: &[Rule]) {
    let (mut least, mut most): (Option<i64>, Option<i64>) = (None, typed.longest);
    let (mut from, mut to): (Option<String>, Option<String>) = (None, None);
    let countable = matches!(typed.family, Family::Text | Family::Bytes);
    let number = matches!(typed.family, Family::Integer | Family::Float | Family::Decimal);
    for rule in found.iter().filter(|rule| !typed.implies(rule)) {
        match rule {
            Rule::Length(min, max) if countable => {
                least = least.max(*min);
                most = [most, *max].into_iter().flatten().min();
            }
            Rule::Range(min, max) if number && whole_or_any(typed.family, min) && whole_or_any(typed.family, max) => {
                from = greater(from, min.clone(), true);
                to = greater(to, max.clone(), false);
            }
            Rule::Beyond(over, under) if typed.family == Family::Integer => {
                from = greater(from, over.and_then(|n| n.checked_add(1)).map(|n| n.to_string()), true);
                to = greater(to, under.and_then(|n| n.checked_sub(1)).map(|n| n.to_string()), false);
            }
            Rule::Numbers(numbers) if typed.family == Family::Integer => {
                let mut once = HashSet::new();
                let numbers: Vec<String> = numbers.iter().filter(|n| once.insert(**n)).map(ToString::to_string).collect();
                field.rules.push(format!("one_of({})", numbers.join(", ")));
            }
            Rule::Json => {}
            Rule::Numbers(_) if typed.family == Family::Truth => {}
            other => field.remarks.push(format!("The database also checks that it is {}.", described(other))),
        }
    }
    let least = least.filter(|least| *least > 0).map(|least| least.to_string());
    bounds(field, "length", least, most.filter(|most| *most >= 0).map(|most| most.to_string()));
    bounds(field, "range", from, to);
}

/// A rule that no word says, for a person.
fn described(rule: &Rule) -> String {
    let between = |min: Option<String>, max: Option<String>| match (min, max) {
        (Some(min), Some(max)) => format!("from {min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "anything".to_owned(),
    };
    match rule {
        Rule::Words(words) => format!("one of {words:?}"),
        Rule::Numbers(numbers) => format!("one of {numbers:?}"),
        Rule::Length(min, max) => format!("as long as {}", between(min.map(|n| n.to_string()), max.map(|n| n.to_string()))),
        Rule::Range(min, max) => between(min.clone(), max.clone()),
        Rule::Beyond(Some(over), _) => format!("more than {over}"),
        Rule::Beyond(None, under) => format!("less than {}", under.unwrap_or_default()),
        Rule::Json => "JSON".to_owned(),
    }
}

fn whole_or_any(family: Family, bound: &Option<String>) -> bool {
    family != Family::Integer || bound.as_ref().is_none_or(|bound| bound.parse::<i64>().is_ok())
}

/// The narrower of two bounds: the greater where it is the least that may be.
fn greater(one: Option<String>, other: Option<String>, least: bool) -> Option<String> {
    let value = |text: &String| text.parse::<f64>().unwrap_or_default();
    match (one, other) {
        (Some(one), Some(other)) => Some(if (value(&one) >= value(&other)) == least { one } else { other }),
        (one, other) => one.or(other),
    }
}

fn bounds(field: &mut Field, rule: &str, min: Option<String>, max: Option<String>) {
    let value = |text: &String| text.parse::<f64>().unwrap_or_default();
    // Nothing passes a rule that is upside down, and it does not compile.
    if matches!((&min, &max), (Some(min), Some(max)) if value(min) > value(max)) {
        return;
    }
    let words: Vec<String> =
        min.map(|min| format!("min = {min}")).into_iter().chain(max.map(|max| format!("max = {max}"))).collect();
    if !words.is_empty() {
        field.rules.push(format!("{rule}({})", words.join(", ")));
    }
}
