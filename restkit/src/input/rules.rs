//! Rules on values that are of the right type.

use rust_decimal::Decimal;
use serde_json::Value as JsonValue;

use super::{Flaw, pattern, pointer::Pointer};
use crate::{
    problem::Fault,
    spec::{
        Invalid, Literal, Number, Rule, Value,
        pattern::{EMAIL, URL},
    },
};

/// Checks rules on a value and adds a fault under `pointer` for each that is broken. `null` passes every rule.
///
/// ```
/// use restkit::{Rule, Value, input};
///
/// let mut faults = Vec::new();
/// input::check(&[Rule::Length { min: None, max: Some(3) }], &Value::Text("long".into()), "/name", &mut faults);
/// assert_eq!(faults[0].code, "length");
/// ```
pub fn check(rules: &[Rule], value: &Value, pointer: &str, faults: &mut Vec<Fault>) {
    if rules.is_empty() || value.is_null() {
        return;
    }
    if let Value::Json(json) = value {
        return check_json(rules, json, &mut Pointer::from_text(pointer), faults);
    }
    for rule in rules {
        if let Err(flaw) = check_scalar(rule, value) {
            flaw.report(pointer, faults);
        }
    }
}

fn check_scalar(rule: &Rule, value: &Value) -> Result<(), Flaw> {
    match (rule, value) {
        (Rule::Length { min, max }, Value::Text(text)) => characters(text, *min, *max),
        (Rule::Length { min, max }, Value::Bytes(bytes)) => length(bytes.len(), *min, *max, "bytes"),
        (Rule::Range { min, max }, value) => range(value, *min, *max),
        (Rule::OneOf(literals), Value::Integer(n)) => one_of(literals, &Literal::Integer(*n)),
        (Rule::Custom(check), value) => check(value).map_err(custom),
        (rule, Value::Text(text)) => check_text(rule, text),
        // What is left does not fit the type, which the macros refuse.
        _ => Ok(()),
    }
}

fn check_text(rule: &Rule, text: &str) -> Result<(), Flaw> {
    match rule {
        Rule::Pattern(source) => {
            let matches = pattern::compile(source).is_ok_and(|pattern| pattern.is_match(text));
            if matches { Ok(()) } else { Err(Flaw::new("pattern", format!("must match {source}"))) }
        }
        Rule::Email => {
            // The pattern in the document is a little stricter about dots than garde, garde alone knows the lengths of the parts.
            let matches = pattern::compile(EMAIL).is_ok_and(|pattern| pattern.is_match(text));
            if matches && garde::rules::email::parse_email(text).is_ok() {
                Ok(())
            } else {
                Err(Flaw::new("email", "must be an email address"))
            }
        }
        Rule::Url => {
            // The pattern in the document says it all but for Punycode, which only a parser decodes.
            let matches = pattern::compile(URL).is_ok_and(|pattern| pattern.is_match(text));
            if matches && garde::rules::url::apply(&text, ()).is_ok() {
                Ok(())
            } else {
                Err(Flaw::new("url", "must be an absolute URL with a host"))
            }
        }
        Rule::NonBlank if text.chars().all(char::is_whitespace) => {
            Err(Flaw::new("blank", "must have a character that is not white space"))
        }
        Rule::OneOf(literals) if !literals.iter().any(|l| matches!(l, Literal::Text(word) if *word == text)) => {
            Err(not_one_of(literals))
        }
        _ => Ok(()),
    }
}

/// Checks rules on a JSON value, whose type is known to be right.
pub(super) fn check_json(rules: &[Rule], value: &JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    if value.is_null() {
        return;
    }
    for rule in rules {
        let checked = match (rule, value) {
            (Rule::Each(inner), JsonValue::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    pointer.item(index, |pointer| check_json(inner, item, pointer, faults));
                }
                Ok(())
            }
            (Rule::CustomJson(check), value) => check(value).map_err(custom),
            (Rule::Custom(check), value) => check(&as_scalar(value)).map_err(custom),
            (Rule::Length { min, max }, JsonValue::String(text)) => characters(text, *min, *max),
            (Rule::Length { min, max }, JsonValue::Array(items)) => length(items.len(), *min, *max, "items"),
            (Rule::Length { min, max }, JsonValue::Object(members)) => length(members.len(), *min, *max, "members"),
            (Rule::Range { min, max }, JsonValue::String(text)) => match text.parse() {
                Ok(decimal) => range(&Value::Decimal(decimal), *min, *max),
                Err(_) => Ok(()),
            },
            (Rule::Range { min, max }, value) => range(&as_scalar(value), *min, *max),
            (Rule::OneOf(literals), JsonValue::Number(number)) => {
                number.as_i64().map_or_else(|| Err(not_one_of(literals)), |n| one_of(literals, &Literal::Integer(n)))
            }
            (rule, JsonValue::String(text)) => check_text(rule, text),
            _ => Ok(()),
        };
        if let Err(flaw) = checked {
            flaw.report(pointer.as_str(), faults);
        }
    }
}

fn as_scalar(value: &JsonValue) -> Value {
    match value {
        JsonValue::Bool(truth) => Value::Bool(*truth),
        JsonValue::String(text) => Value::Text(text.clone()),
        JsonValue::Number(number) => {
            number.as_i64().map_or_else(|| number.as_f64().map_or(Value::Null, Value::Float), Value::Integer)
        }
        other => Value::Json(other.clone()),
    }
}

fn custom(invalid: Invalid) -> Flaw {
    Flaw::new(invalid.code, invalid.detail)
}

fn characters(text: &str, min: Option<u64>, max: Option<u64>) -> Result<(), Flaw> {
    if garde::rules::length::chars::apply(&text, (bound(min, 0), bound(max, usize::MAX))).is_ok() {
        Ok(())
    } else {
        Err(wrong_length(min, max, "characters"))
    }
}

fn length(length: usize, min: Option<u64>, max: Option<u64>, unit: &str) -> Result<(), Flaw> {
    if (bound(min, 0)..=bound(max, usize::MAX)).contains(&length) { Ok(()) } else { Err(wrong_length(min, max, unit)) }
}

fn bound(bound: Option<u64>, otherwise: usize) -> usize {
    bound.map_or(otherwise, |n| usize::try_from(n).unwrap_or(usize::MAX))
}

fn wrong_length(min: Option<u64>, max: Option<u64>, unit: &str) -> Flaw {
    Flaw::new(
        "length",
        match (min, max) {
            (Some(min), Some(max)) if min == max => format!("must have {min} {unit}"),
            (Some(min), Some(max)) => format!("must have {min} to {max} {unit}"),
            (Some(min), None) => format!("must have at least {min} {unit}"),
            (None, Some(max)) => format!("must have at most {max} {unit}"),
            (None, None) => format!("has a wrong number of {unit}"),
        },
    )
}

fn range(value: &Value, min: Option<Number>, max: Option<Number>) -> Result<(), Flaw> {
    let above = min.is_none_or(|min| compare(value, min).is_none_or(std::cmp::Ordering::is_ge));
    let below = max.is_none_or(|max| compare(value, max).is_none_or(std::cmp::Ordering::is_le));
    if above && below {
        return Ok(());
    }
    let write = |number: Number| match number {
        Number::Integer(n) => n.to_string(),
        Number::Float(n) => n.to_string(),
    };
    Err(Flaw::new(
        "range",
        match (min, max) {
            (Some(min), Some(max)) => format!("must be between {} and {}", write(min), write(max)),
            (Some(min), None) => format!("must be at least {}", write(min)),
            (_, Some(max)) => format!("must be at most {}", write(max)),
            (None, None) => "is out of range".to_owned(),
        },
    ))
}

/// How a value compares with the number of a rule; `None` for a value that is no number.
fn compare(value: &Value, number: Number) -> Option<std::cmp::Ordering> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a rule that mixes integers and floats is compared as floats, as JSON Schema does"
    )]
    match (value, number) {
        (Value::Integer(a), Number::Integer(b)) => Some(a.cmp(&b)),
        (Value::Integer(a), Number::Float(b)) => (*a as f64).partial_cmp(&b),
        (Value::Float(a), Number::Integer(b)) => a.partial_cmp(&(b as f64)),
        (Value::Float(a), Number::Float(b)) => a.partial_cmp(&b),
        (Value::Decimal(a), Number::Integer(b)) => Some(a.cmp(&Decimal::from(b))),
        (Value::Decimal(a), Number::Float(b)) => Decimal::try_from(b).ok().map(|b| a.cmp(&b)),
        _ => None,
    }
}

fn one_of(literals: &[Literal], value: &Literal) -> Result<(), Flaw> {
    if literals.contains(value) { Ok(()) } else { Err(not_one_of(literals)) }
}

fn not_one_of(literals: &[Literal]) -> Flaw {
    let words: Vec<String> = literals
        .iter()
        .map(|literal| match literal {
            Literal::Text(word) => (*word).to_owned(),
            Literal::Integer(n) => n.to_string(),
        })
        .collect();
    Flaw::new("one_of", format!("must be one of {}", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(rules: &[Rule], value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        check(rules, value, "/x", &mut faults);
        faults.into_iter().map(|fault| fault.code.into_owned()).collect()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn lengths_count_characters() {
        let rules = [Rule::Length { min: Some(2), max: Some(3) }];
        assert!(codes(&rules, &text("äöü")).is_empty());
        assert_eq!(codes(&rules, &text("🦀")), ["length"]);
        assert_eq!(codes(&rules, &Value::Bytes(vec![0; 4])), ["length"]);
        assert!(codes(&rules, &Value::Null).is_empty());
        assert_eq!(codes(&rules, &Value::Json(serde_json::json!([1]))), ["length"]);
    }

    #[test]
    fn every_broken_rule_is_named() {
        let rules = [Rule::Email, Rule::NonBlank, Rule::Length { min: Some(2), max: None }, Rule::Pattern("^a")];
        assert_eq!(codes(&rules, &text(" ")), ["email", "blank", "length", "pattern"]);
        assert!(codes(&rules, &text("ada@example.com")).is_empty());
    }

    #[test]
    fn ranges_hold_for_every_number() {
        let rules = [Rule::Range { min: Some(Number::Integer(1)), max: Some(Number::Float(2.5)) }];
        for good in [Value::Integer(1), Value::Integer(2), Value::Float(2.5), Value::Decimal("2.50".parse().unwrap())] {
            assert!(codes(&rules, &good).is_empty(), "{good:?}");
        }
        for bad in [Value::Integer(0), Value::Integer(3), Value::Float(0.999), Value::Decimal("2.51".parse().unwrap())] {
            assert_eq!(codes(&rules, &bad), ["range"], "{bad:?}");
        }
        assert_eq!(codes(&rules, &Value::Json(serde_json::json!(7))), ["range"]);
    }

    #[test]
    fn urls_are_absolute_and_clean() {
        assert!(codes(&[Rule::Url], &text("https://example.com/a?b#c")).is_empty());
        for bad in ["/a", "example.com", " https://example.com", "https://exa\nmple.com", ""] {
            assert_eq!(codes(&[Rule::Url], &text(bad)), ["url"], "{bad:?}");
        }
    }

    #[test]
    fn addresses_keep_their_lengths() {
        let local = "a".repeat(65);
        for bad in [format!("{local}@b"), "a..b@c".to_owned(), "a@[127.0.0.1]".to_owned()] {
            assert_eq!(codes(&[Rule::Email], &text(&bad)), ["email"], "{bad}");
        }
    }

    #[test]
    fn items_are_checked_each_at_its_place() {
        let mut faults = Vec::new();
        let rules = [Rule::Each(&[Rule::OneOf(&[Literal::Text("a"), Literal::Text("b")])])];
        check(&rules, &Value::Json(serde_json::json!(["a", "c", "b", "d"])), "/tags", &mut faults);
        let places: Vec<_> = faults.iter().map(|fault| format!("{:?}", fault.at)).collect();
        assert_eq!(places, [r#"Pointer("/tags/1")"#, r#"Pointer("/tags/3")"#]);
    }
}
