//! Defaults of columns in words of Rust.

use super::{
    columns::Words,
    rules::{Word, flat},
    types::Family,
};
use crate::schema::catalog::tokens::tokens;

/// What the default of a column is to a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Default {
    /// What stands behind `default =`.
    Value(String),
    /// That of the type: `default`.
    OfType,
    /// The present time.
    Now,
    /// Something that only the database knows.
    Database,
}

/// Reads a default; `words` are those of the enum that it is one of.
pub(super) fn of(sql: &str, family: Family, enumeration: Option<&Words>) -> Default {
    let words = flat(&tokens(sql));
    let value = match (words.as_slice(), family) {
        ([Word::Text(text)], _) if enumeration.is_some() => enumeration.and_then(|words| words.variant_of(text)),
        ([Word::Text(text)], Family::Text) => Some(format!("{text:?}")),
        ([Word::Name(name)], Family::Truth) if matches!(name.as_str(), "true" | "false") => Some(name.clone()),
        ([Word::Number(number)], Family::Truth) => match number.as_str() {
            "0" => Some("false".to_owned()),
            "1" => Some("true".to_owned()),
            _ => None,
        },
        ([Word::Name(name)], Family::Moment) if matches!(name.as_str(), "now" | "current_timestamp") => return Default::Now,
        (words, Family::Integer | Family::Float | Family::Decimal) => match (number(words), family) {
            (Some(number), Family::Integer) => number.parse::<i64>().ok().map(|number| number.to_string()),
            (Some(number), Family::Float) => number.parse::<f64>().ok().map(|number| format!("{number:?}")),
            (Some(number), _) if number.parse::<f64>() == Ok(0.0) => return Default::OfType,
            _ => None,
        },
        _ => None,
    };
    value.map_or(Default::Database, Default::Value)
}

fn number(words: &[Word]) -> Option<String> {
    match words {
        [Word::Symbol(minus), Word::Number(number)] if minus == "-" => Some(format!("-{number}")),
        [Word::Number(number) | Word::Text(number)] => Some(number.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_of_both_databases() {
        let value = |text: &str| Default::Value(text.to_owned());
        for (sql, family, expected) in [
            ("'it''s'::text", Family::Text, value("\"it's\"")),
            ("'a'::character varying", Family::Text, value("\"a\"")),
            ("1", Family::Integer, value("1")),
            ("'-5'::integer", Family::Integer, value("-5")),
            ("(-5)", Family::Integer, value("-5")),
            ("1", Family::Float, value("1.0")),
            ("0.00", Family::Decimal, Default::OfType),
            ("1.5", Family::Decimal, Default::Database),
            ("false", Family::Truth, value("false")),
            ("1", Family::Truth, value("true")),
            ("now()", Family::Moment, Default::Now),
            ("CURRENT_TIMESTAMP", Family::Moment, Default::Now),
            ("gen_random_uuid()", Family::Other, Default::Database),
            ("lower('A')", Family::Text, Default::Database),
        ] {
            assert_eq!(of(sql, family, None), expected, "{sql}");
        }
    }
}
