//! Rules of checks, where they can be recognised.

use std::cell::Cell;

use crate::schema::catalog::tokens::{Token, TokenKind, split, tokens, without_parentheses};

/// A rule that a check says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rule {
    /// One of these texts.
    Words(Vec<String>),
    /// One of these numbers.
    Numbers(Vec<i64>),
    /// At least, and at most, so many characters.
    Length(Option<i64>, Option<i64>),
    /// At least, and at most, this; as numbers are written.
    Range(Option<String>, Option<String>),
    /// More, or less, than this.
    Beyond(Option<i64>, Option<i64>),
    /// JSON.
    Json,
}

/// The column that a condition is about and its rules, when all of it is understood.
pub(super) fn read(condition: &str, columns: &[&str]) -> Option<(String, Vec<Rule>)> {
    let all = tokens(condition);
    // `BETWEEN a AND b` is one.
    let between = Cell::new(false);
    let parts = split(without_parentheses(&all), |token| {
        if token.is("BETWEEN") {
            between.set(true);
        }
        token.is("AND") && !between.replace(false)
    });
    let mut column: Option<String> = None;
    let mut rules = Vec::new();
    for part in parts {
        let inside = without_parentheses(part);
        // PostgreSQL may put parentheses around several.
        let (name, mut found) = match one(&flat(inside), columns) {
            Some(found) => found,
            None if inside.len() < all.len() && inside.iter().any(|token| token.is("AND")) => {
                let from = inside.first()?.start;
                read(&condition[from..inside.last()?.end()], columns)?
            }
            None => return None,
        };
        if column.get_or_insert_with(|| name.clone()) != &name {
            return None;
        }
        rules.append(&mut found);
    }
    Some((column?, rules))
}

/// A word of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Name(String),
    Text(String),
    Number(String),
    Symbol(String),
}

/// The words without parentheses and casts, which PostgreSQL adds.
pub(super) fn flat(part: &[Token<'_>]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = part;
    while let [token, after @ ..] = rest {
        rest = after;
        match token.kind {
            TokenKind::Symbol if token.text == "::" => rest = without_type(rest),
            TokenKind::Symbol if matches!(token.text, "(" | ")") => {}
            TokenKind::Symbol => words.push(Word::Symbol(token.text.to_owned())),
            // The items of an array of PostgreSQL look like a name in SQLite.
            TokenKind::Name if token.text.starts_with('[') && words.last() == Some(&Word::Name("array".to_owned())) => {
                let inside = token.text.trim_start_matches('[').trim_end_matches(']');
                words.extend(flat(&tokens(inside)));
            }
            TokenKind::Name => words.push(Word::Name(token.name())),
            TokenKind::Word => words.push(Word::Name(token.text.to_lowercase())),
            TokenKind::Number => words.push(Word::Number(token.text.to_owned())),
            TokenKind::Text => words.push(Word::Text(token.literal().unwrap_or_else(|| token.name()))),
        }
    }
    words
}

/// What comes after the name of a type.
fn without_type<'a, 't>(mut rest: &'a [Token<'t>]) -> &'a [Token<'t>] {
    const LATER: [&str; 6] = ["varying", "precision", "with", "without", "time", "zone"];
    rest = rest.get(1..).unwrap_or_default();
    while rest.first().is_some_and(|token| LATER.iter().any(|word| token.is(word)) || token.text == "[]") {
        rest = &rest[1..];
    }
    rest
}

/// One comparison.
fn one(words: &[Word], columns: &[&str]) -> Option<(String, Vec<Rule>)> {
    let is = |word: &Word, name: &str| matches!(word, Word::Name(other) if other == name);
    let column = |word: &Word| match word {
        Word::Name(name) => columns.iter().find(|column| column.eq_ignore_ascii_case(name)).map(|column| (*column).to_owned()),
        _ => None,
    };
    match words {
        [function, name] if is(function, "json_valid") => Some((column(name)?, vec![Rule::Json])),
        [function, name, rest @ ..]
            if ["length", "char_length", "character_length", "octet_length"].iter().any(|f| is(function, f)) =>
        {
            let (min, max) = bounds(rest, true)?;
            let whole = |text: Option<String>| {
                text.map(|text| text.parse().ok()).map_or(Some(None), |number: Option<i64>| number.map(Some))
            };
            Some((column(name)?, vec![Rule::Length(whole(min)?, whole(max)?)]))
        }
        [name, within, items @ ..] if is(within, "in") => Some((column(name)?, vec![list(items)?])),
        [name, Word::Symbol(equals), any, array, items @ ..] if equals == "=" && is(any, "any") && is(array, "array") => {
            Some((column(name)?, vec![list(items)?]))
        }
        [name, Word::Symbol(unlike), Word::Text(empty)] if matches!(unlike.as_str(), "<>" | "!=") && empty.is_empty() => {
            Some((column(name)?, vec![Rule::Length(Some(1), None)]))
        }
        [name, Word::Symbol(operator), rest @ ..] if matches!(operator.as_str(), ">" | "<") => {
            let number = number(rest).filter(|(_, rest)| rest.is_empty())?.0.parse().ok()?;
            let rule = if operator == ">" { Rule::Beyond(Some(number), None) } else { Rule::Beyond(None, Some(number)) };
            Some((column(name)?, vec![rule]))
        }
        [name, rest @ ..] => {
            let (min, max) = bounds(rest, false)?;
            Some((column(name)?, vec![Rule::Range(min, max)]))
        }
        [] => None,
    }
}

type Bounds = (Option<String>, Option<String>);

/// What comes after that which is compared; `whole` when only whole numbers can be.
fn bounds(words: &[Word], whole: bool) -> Option<Bounds> {
    if let [Word::Name(between), rest @ ..] = words
        && between == "between"
    {
        let (min, rest) = number(rest)?;
        let [Word::Name(and), rest @ ..] = rest else { return None };
        let (max, rest) = number(rest)?;
        return (and == "and" && rest.is_empty()).then_some((Some(min), Some(max)));
    }
    let [Word::Symbol(operator), rest @ ..] = words else { return None };
    let (number, rest) = number(rest)?;
    let next = |by: i64| number.parse::<i64>().ok().and_then(|number| number.checked_add(by)).map(|number| number.to_string());
    match (operator.as_str(), rest) {
        (">=", []) => Some((Some(number), None)),
        ("<=", []) => Some((None, Some(number))),
        (">", []) if whole => Some((Some(next(1)?), None)),
        ("<", []) if whole => Some((None, Some(next(-1)?))),
        ("=", []) if whole => Some((Some(number.clone()), Some(number))),
        _ => None,
    }
}

/// A number and what comes after it; PostgreSQL writes negative ones as texts.
fn number(words: &[Word]) -> Option<(String, &[Word])> {
    let (text, rest) = match words {
        [Word::Symbol(minus), Word::Number(number), rest @ ..] if minus == "-" => (format!("-{number}"), rest),
        [Word::Number(number) | Word::Text(number), rest @ ..] => (number.clone(), rest),
        _ => return None,
    };
    text.parse::<f64>().is_ok_and(f64::is_finite).then_some((text, rest))
}

/// The items of a list, either all texts or all whole numbers.
fn list(words: &[Word]) -> Option<Rule> {
    let items: Vec<&[Word]> = words.split(|word| *word == Word::Symbol(",".to_owned())).collect();
    let texts: Option<Vec<String>> =
        items.iter().map(|item| if let [Word::Text(text)] = item { Some(text.clone()) } else { None }).collect();
    if let Some(texts) = texts {
        return Some(Rule::Words(texts));
    }
    let numbers = items.iter().map(|item| number(item).filter(|(_, rest)| rest.is_empty())?.0.parse().ok());
    numbers.collect::<Option<Vec<i64>>>().map(Rule::Numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(condition: &str) -> Option<(String, Vec<Rule>)> {
        read(condition, &["a", "fullName"])
    }

    #[test]
    fn what_is_recognised() {
        let text = |text: &str| Some(text.to_owned());
        let words = || Rule::Words(vec!["x".to_owned(), "it's".to_owned()]);
        for (condition, expected) in [
            ("a IN ('x', 'it''s')", vec![words()]),
            ("a = ANY (ARRAY['x'::text, 'it''s'::text])", vec![words()]),
            ("(a)::text = ANY ((ARRAY['x'::character varying, 'it''s'::character varying])::text[])", vec![words()]),
            ("\"a\" IN (0, 1)", vec![Rule::Numbers(vec![0, 1])]),
            ("a BETWEEN 1 AND 5", vec![Rule::Range(text("1"), text("5"))]),
            ("(a >= 1) AND (a <= 5)", vec![Rule::Range(text("1"), None), Rule::Range(None, text("5"))]),
            (
                "((a >= '-1'::integer) AND (a <= 5)) AND (a >= 0)",
                vec![Rule::Range(text("-1"), None), Rule::Range(None, text("5")), Rule::Range(text("0"), None)],
            ),
            ("a >= (0)::numeric", vec![Rule::Range(text("0"), None)]),
            ("a > -0.5", vec![]),
            ("a > 3", vec![Rule::Beyond(Some(3), None)]),
            ("length(a) > 0 AND length(a) <= 10", vec![Rule::Length(Some(1), None), Rule::Length(None, Some(10))]),
            ("char_length((a)::text) >= 1", vec![Rule::Length(Some(1), None)]),
            ("a <> ''::text", vec![Rule::Length(Some(1), None)]),
            ("json_valid(a)", vec![Rule::Json]),
        ] {
            let expected = (!expected.is_empty()).then(|| ("a".to_owned(), expected));
            assert_eq!(found(condition), expected, "{condition}");
        }
        assert_eq!(found("char_length((\"fullName\")::text) >= 1").unwrap().0, "fullName");
    }

    #[test]
    fn what_is_not_understood_is_no_rule() {
        for condition in [
            "",
            "a",
            "a > 1 OR a < 0",
            "NOT a >= 1",
            "a >= b",
            "b >= 1",
            "a >= 1 + 2",
            "abs(a) >= 1",
            "a >= 1 AND \"fullName\" <> ''",
            "a LIKE '%@%'",
            "a IN ('x', 1)",
            "a IN (SELECT 1)",
            "length(a) > 0.5",
            "a ~~ '%'::text",
            "a BETWEEN 1",
        ] {
            assert_eq!(found(condition), None, "{condition}");
        }
    }
}
