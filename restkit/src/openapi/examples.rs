//! Examples: made from the constraints, checked against them, the same every time.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value as JsonValue, json};
use uuid::Uuid;

use super::{
    facets::{Facets, float},
    sample,
    shapes::{each, length},
    words,
};
use crate::spec::{ColumnSpec, Kind, Literal, Member, Number, ObjectSpec, Rule, Shape, TaggedSpec, Value, VariantSpec, pattern};

/// The moment of all examples, in seconds since 1970: 2026-11-21, ten o'clock.
const MOMENT: i64 = 1_795_255_200;

/// A text that has to be longer gets no example.
const LONGEST: usize = 1_000;

/// A value that a body may hold in this column.
pub(super) fn column(column: &ColumnSpec) -> Option<JsonValue> {
    if let Some(default) = column.default
        && default.constant
    {
        return Some((default.make)().to_json());
    }
    match column.data_type.shape {
        Some(inner) => shape(inner, column.rules, column.member),
        None if column.data_type.kind == Kind::Json => Some(json!({})),
        None => scalar(&Facets::new(&column.data_type, column.rules), column.member),
    }
}

/// An object of all these columns; `None` when one of them has no example.
pub(super) fn object<'a>(columns: impl Iterator<Item = &'a ColumnSpec>) -> Option<JsonValue> {
    let members: Option<Map<_, _>> = columns.map(|c| Some((c.member.to_owned(), column(c)?))).collect();
    members.map(JsonValue::Object)
}

/// A value that fulfils the constraints; `name` makes a text readable.
pub(super) fn scalar(facets: &Facets, name: &str) -> Option<JsonValue> {
    let value = match &facets.values {
        Some(values) => match values.first()? {
            Literal::Text(text) => Value::Text((*text).to_owned()),
            Literal::Integer(n) => Value::Integer(*n),
        },
        None => candidate(facets, name)?,
    };
    if facets.customs.iter().all(|check| check(&value).is_ok()) {
        return Some(value.to_json());
    }
    // A rule of the user's that the first candidate breaks: perhaps another counted value will do.
    let others = facets.values.as_ref()?.iter().map(|value| match value {
        Literal::Text(text) => Value::Text((*text).to_owned()),
        Literal::Integer(n) => Value::Integer(*n),
    });
    others.into_iter().find(|value| facets.customs.iter().all(|check| check(value).is_ok())).map(|value| value.to_json())
}

fn candidate(facets: &Facets, name: &str) -> Option<Value> {
    let moment: DateTime<Utc> = DateTime::from_timestamp(MOMENT, 0)?;
    Some(match facets.kind {
        Kind::Bool => Value::Bool(true),
        Kind::F32 | Kind::F64 => Value::Float(between(facets, 1.5)?),
        Kind::Text => Value::Text(text(facets, name)?),
        Kind::Bytes => Value::Bytes(bytes(facets)?),
        Kind::Uuid => Value::Uuid(Uuid::from_u128(0x019a_a5b7_7900_7c3a_9c41_2b5e_6f70_8192)),
        Kind::Date => Value::Date(moment.date_naive()),
        Kind::Time => Value::Time(moment.time()),
        Kind::DateTime => Value::DateTime(moment.naive_utc()),
        Kind::Timestamp => Value::Timestamp(moment),
        Kind::Decimal => Value::Decimal(Decimal::try_from(between(facets, 12.5)?).ok()?),
        Kind::Json => Value::Json(json!({})),
        _ => Value::Integer(integer(facets)?),
    })
}

fn integer(facets: &Facets) -> Option<i64> {
    let (min, max) = facets.kind.integer_range()?;
    let bound = |number: Option<Number>, other: i64| match number {
        Some(Number::Integer(n)) => n,
        _ => other,
    };
    let chosen = 1.clamp(bound(facets.minimum, min), bound(facets.maximum, max).max(bound(facets.minimum, min)));
    #[expect(clippy::cast_precision_loss, reason = "only compared with a bound that is a fraction")]
    let fits = |n: i64| {
        facets.minimum.is_none_or(|min| float(min) <= n as f64) && facets.maximum.is_none_or(|max| n as f64 <= float(max))
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked by `fits` on the next line")]
    let rounded = facets.minimum.map_or(chosen, |min| float(min).ceil() as i64);
    [chosen, rounded].into_iter().find(|n| fits(*n))
}

fn between(facets: &Facets, wish: f64) -> Option<f64> {
    let min = facets.minimum.map_or(f64::NEG_INFINITY, float);
    let max = facets.maximum.map_or(f64::INFINITY, float);
    (min <= max).then(|| wish.clamp(min, max))
}

fn bytes(facets: &Facets) -> Option<Vec<u8>> {
    let patterns: Vec<_> = facets.patterns.iter().map(|p| regex::Regex::new(p)).collect::<Result<_, _>>().ok()?;
    let fits = |candidate: &Vec<u8>| {
        let text = BASE64_STANDARD.encode(candidate);
        patterns.iter().all(|p| p.is_match(&text))
    };
    let full = b"restkit".repeat(10);
    std::iter::once(full[..7].to_vec()).chain((0..=full.len()).map(|n| full[..n].to_vec())).find(fits)
}

fn text(facets: &Facets, name: &str) -> Option<String> {
    let own = facets.patterns.iter().find(|p| ![pattern::NON_BLANK, pattern::EMAIL_EXACT, pattern::URL].contains(&p.as_str()));
    let text = match (facets.format, own) {
        (_, Some(own)) => sample::matching(own)?,
        (Some("email"), None) => "ada@example.com".to_owned(),
        (Some("uri"), None) => "https://example.com/".to_owned(),
        (_, None) => {
            let mut text = words::capitalize(&words::humanize(name));
            let least = usize::try_from(facets.min_length.unwrap_or(0)).ok().filter(|least| *least <= LONGEST)?;
            if text.is_empty() || least > text.len() {
                text = format!("{text} ").repeat(least / (text.len() + 1) + 1).trim_end().to_owned();
                text.extend(std::iter::repeat_n('.', least.saturating_sub(text.chars().count())));
            }
            let most = facets.max_length.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
            text.chars().take(most).collect()
        }
    };
    fits(facets, &text).then_some(text)
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

/// A JSON value of a shape.
pub(super) fn shape(shape: &Shape, rules: &[Rule], name: &str) -> Option<JsonValue> {
    inside(shape, rules, name, 0)
}

/// A value this far down. A type may hold itself, so what need not be there is left out where it gets deep.
fn inside(shape: &Shape, rules: &[Rule], name: &str, depth: u8) -> Option<JsonValue> {
    const DEEP: u8 = 5;
    const DEEPEST: u8 = 10;
    let deep = depth >= DEEP;
    if depth == DEEPEST {
        return None;
    }
    let value = match shape {
        Shape::Any => json!({}),
        Shape::Scalar(data_type) => scalar(&Facets::new(data_type, rules), name)?,
        Shape::Nullable(_) if deep => return Some(JsonValue::Null),
        Shape::Nullable(inner) => return inside(inner, rules, name, depth + 1),
        Shape::List(inner) => {
            let (least, most) = length(rules);
            let wish = if deep { 0 } else { 1 };
            let count = least.unwrap_or(wish).max(wish).min(most.unwrap_or(1).max(least.unwrap_or(wish)));
            match count {
                0 => json!([]),
                1..=100 => JsonValue::Array(vec![inside(inner, &each(rules), name, depth + 1)?; count]),
                _ => return None,
            }
        }
        Shape::Row(resource) => return super::bodies::row_example(resource()),
        Shape::Map(_) if deep => json!({}),
        Shape::Map(inner) => json!({ "key": inside(inner, &[], name, depth + 1)? }),
        Shape::Object(object) => {
            let value = JsonValue::Object(members(object, depth)?);
            if !object.rules.iter().all(|rule| rule(&value).is_ok()) {
                return None;
            }
            value
        }
        Shape::Tagged(tagged) => {
            let value = JsonValue::Object(tagged.variants.iter().find_map(|variant| self::variant(tagged, variant, depth))?);
            if !tagged.rules.iter().all(|rule| rule(&value).is_ok()) {
                return None;
            }
            value
        }
    };
    let customs = rules.iter().filter_map(|rule| if let Rule::CustomJson(check) = rule { Some(check) } else { None });
    customs.into_iter().all(|check| check(&value).is_ok()).then_some(value)
}

fn members(object: &ObjectSpec, depth: u8) -> Option<Map<String, JsonValue>> {
    let value = |member: &Member| match member.default.and_then(|default| default()) {
        Some(default) => Some(default),
        None => inside(&member.shape, member.rules, member.name, depth + 1),
    };
    object.members.iter().map(|member| Some((member.name.to_owned(), value(member)?))).collect()
}

fn variant(tagged: &TaggedSpec, variant: &VariantSpec, depth: u8) -> Option<Map<String, JsonValue>> {
    let mut value = Map::from_iter([(tagged.tag.to_owned(), variant.word.into())]);
    match (tagged.content, &variant.shape) {
        (Some(content), Some(shape)) => {
            value.insert(content.to_owned(), inside(shape, &[], content, depth + 1)?);
        }
        (None, Some(Shape::Object(object))) => value.extend(members(object, depth)?),
        _ => {}
    }
    Some(value)
}
