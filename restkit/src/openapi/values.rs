//! Values made from constraints and checked against them: the examples of the document, and the rows that tests make up.
//!
//! Each value has a number. The one with number 0 is the example; values with different numbers differ as long as the constraints leave
//! that many.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use chrono::{DateTime, Days, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::{
    facets::{Facets, float},
    sample, words,
};
use crate::spec::{Kind, Literal, Value, pattern};

/// The moment of all examples, in seconds since 1970: 2026-11-21, ten o'clock.
const MOMENT: i64 = 1_795_255_200;

/// A text that has to be longer is not made.
const LONGEST: usize = 1_000;

/// How many values are offered to a rule of the user's.
const OFFERS: u64 = 64;

/// A value that fulfils the constraints; `name` makes a text readable. `None` when none was found.
pub(super) fn value(facets: &Facets, name: &str, number: u64) -> Option<Value> {
    let passes = |value: &Value| facets.customs.iter().all(|check| check(value).is_ok());
    if let Some(values) = &facets.values {
        let first = usize::try_from(number).unwrap_or(0) % values.len().max(1);
        let (before, after) = values.split_at_checked(first)?;
        return after.iter().chain(before).map(of_literal).find(passes);
    }
    if facets.customs.is_empty() || number == 0 {
        return candidate(facets, name, number).filter(passes);
    }
    // Offers for different numbers stay different.
    let first = number.saturating_mul(OFFERS);
    (first..first.saturating_add(OFFERS)).find_map(|number| candidate(facets, name, number).filter(passes))
}

fn of_literal(literal: &Literal) -> Value {
    match literal {
        Literal::Text(text) => Value::Text((*text).to_owned()),
        Literal::Integer(n) => Value::Integer(*n),
    }
}

fn candidate(facets: &Facets, name: &str, number: u64) -> Option<Value> {
    let moment: DateTime<Utc> = DateTime::from_timestamp(MOMENT, 0)?;
    let later = || moment.checked_add_signed(TimeDelta::try_seconds(i64::try_from(number).ok()?)?);
    Some(match facets.kind {
        Kind::Bool => Value::Bool(number.is_multiple_of(2)),
        Kind::F32 | Kind::F64 => Value::Float(between(facets, 1.5, number)?),
        Kind::Text => Value::Text(text(facets, name, number)?),
        Kind::Bytes => Value::Bytes(bytes(facets, number)?),
        Kind::Uuid => Value::Uuid(Uuid::from_u128(0x019a_a5b7_7900_7c3a_9c41_2b5e_6f70_8192 + u128::from(number))),
        Kind::Date => Value::Date(moment.date_naive().checked_add_days(Days::new(number))?),
        Kind::Time => Value::Time(later()?.time()),
        Kind::DateTime => Value::DateTime(later()?.naive_utc()),
        Kind::Timestamp => Value::Timestamp(later()?),
        Kind::Decimal => {
            let exact = Decimal::try_from(between(facets, 12.5, number)?).ok()?;
            // A part of an interval can have more digits than columns hold.
            Value::Decimal(if number == 0 { exact } else { exact.round_dp(9) })
        }
        Kind::Json => Value::Json(json!({})),
        _ => Value::Integer(integer(facets, number)?),
    })
}

/// Counts from 1 where the bounds allow that, and begins again at their lower end.
#[expect(clippy::cast_possible_truncation, reason = "bounds beyond those of the kind are cut off on purpose")]
fn integer(facets: &Facets, number: u64) -> Option<i64> {
    use crate::spec::Number::{Float, Integer};
    let (min, max) = facets.kind.integer_range()?;
    let least = match facets.minimum {
        Some(Integer(n)) => n,
        Some(Float(n)) => n.ceil() as i64,
        None => min,
    };
    let most = match facets.maximum {
        Some(Integer(n)) => n,
        Some(Float(n)) => n.floor() as i64,
        None => max,
    };
    if least > most {
        return None;
    }
    let (low, count) = (i128::from(least), i128::from(most) - i128::from(least) + 1);
    let start = i128::from(1.clamp(least, most)) - low;
    i64::try_from(low + (start + i128::from(number)) % count).ok()
}

fn between(facets: &Facets, wish: f64, number: u64) -> Option<f64> {
    let min = facets.minimum.map_or(f64::NEG_INFINITY, float);
    let max = facets.maximum.map_or(f64::INFINITY, float);
    if min > max {
        return None;
    }
    let start = wish.clamp(min, max);
    #[expect(clippy::cast_precision_loss, reason = "no test makes so many rows")]
    let steps = number as f64;
    if start + steps <= max {
        return Some(start + steps);
    }
    if start - steps >= min {
        return Some(start - steps);
    }
    // There is no room for whole steps, so closer and closer to the lower end.
    Some(min + (max - min) / (steps + 1.0))
}

fn bytes(facets: &Facets, number: u64) -> Option<Vec<u8>> {
    let patterns: Vec<_> = facets.patterns.iter().map(|p| regex::Regex::new(p)).collect::<Result<_, _>>().ok()?;
    let fits = |candidate: &Vec<u8>| {
        let text = BASE64_STANDARD.encode(candidate);
        patterns.iter().all(|p| p.is_match(&text))
    };
    let full = b"restkit".repeat(10);
    let mut bytes = std::iter::once(full[..7].to_vec()).chain((0..=full.len()).map(|n| full[..n].to_vec())).find(fits)?;
    if number > 0 {
        for (byte, digit) in bytes.iter_mut().rev().zip(number.to_le_bytes()) {
            *byte = digit;
        }
    }
    Some(bytes).filter(fits)
}

fn text(facets: &Facets, name: &str, number: u64) -> Option<String> {
    let own = facets.patterns.iter().find(|p| ![pattern::NON_BLANK, pattern::EMAIL_EXACT, pattern::URL].contains(&p.as_str()));
    let digits = if number == 0 { String::new() } else { number.to_string() };
    let text = match (facets.format, own) {
        (_, Some(own)) => return sample::matching(own, number, &|text| fits(facets, text)),
        (Some("email"), None) => format!("ada{digits}@example.com"),
        (Some("uri"), None) => format!("https://example.com/{digits}"),
        (_, None) => words_of(facets, name, &digits)?,
    };
    fits(facets, &text).then_some(text)
}

/// The name, as often as it takes, and the digits.
fn words_of(facets: &Facets, name: &str, digits: &str) -> Option<String> {
    let most = facets.max_length.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
    let least = usize::try_from(facets.min_length.unwrap_or(0)).ok().filter(|least| *least <= LONGEST)?;
    let end = if digits.is_empty() || digits.len() == most { digits.to_owned() } else { format!(" {digits}") };
    let (most, least) = (most.checked_sub(end.len())?, least.saturating_sub(end.len()));
    let mut text = words::capitalize(&words::humanize(name));
    if text.is_empty() || least > text.len() {
        text = format!("{text} ").repeat(least / (text.len() + 1) + 1).trim_end().to_owned();
        text.extend(std::iter::repeat_n('.', least.saturating_sub(text.chars().count())));
    }
    Some(text.chars().take(most).chain(end.chars()).collect())
}

fn fits(facets: &Facets, text: &str) -> bool {
    let length = text.chars().count() as u64;
    let checked = |p: &String| {
        // The `regex` crate has no lookahead; the sample is far from the lengths that it states.
        let p = if p == pattern::EMAIL_EXACT { pattern::EMAIL } else { p };
        regex::Regex::new(p).is_ok_and(|p| p.is_match(text))
    };
    facets.min_length.is_none_or(|min| min <= length)
        && facets.max_length.is_none_or(|max| length <= max)
        && facets.schema_patterns().iter().all(checked)
}

#[cfg(test)]
#[path = "values_tests.rs"]
mod tests;
