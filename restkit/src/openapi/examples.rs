//! Examples: made from the constraints, checked against them, the same every time.

use serde_json::{Map, Value as JsonValue, json};

use super::{
    facets::Facets,
    shapes::{each, length},
    values,
};
use crate::spec::{ColumnSpec, Kind, Member, ObjectSpec, Rule, Shape, TaggedSpec, VariantSpec};

/// A value that a body may hold in this column.
pub(super) fn column(column: &ColumnSpec) -> Option<JsonValue> {
    if let Some(example) = column.example.and_then(written) {
        return Some(example);
    }
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

/// An example that somebody wrote. The check at the start refuses one that is none.
pub(super) fn written(json: &'static str) -> Option<JsonValue> {
    serde_json::from_str(json).ok()
}

/// An object of all these columns; `None` when one of them has no example.
pub(super) fn object<'a>(columns: impl Iterator<Item = &'a ColumnSpec>) -> Option<JsonValue> {
    let members: Option<Map<_, _>> = columns.map(|c| Some((c.member.to_owned(), column(c)?))).collect();
    members.map(JsonValue::Object)
}

/// A value that fulfils the constraints; `name` makes a text readable.
pub(super) fn scalar(facets: &Facets, name: &str) -> Option<JsonValue> {
    values::value(facets, name, 0).map(|value| value.to_json())
}

/// A value for this column, whatever its default; see [`values`] for its number. Objects and lists are the same for all numbers.
#[cfg(feature = "testing")]
pub(crate) fn numbered(column: &ColumnSpec, number: u64) -> Option<crate::spec::Value> {
    match column.data_type.shape {
        Some(inner) => shape(inner, column.rules, column.member).map(crate::spec::Value::Json),
        None => values::value(&Facets::new(&column.data_type, column.rules), column.member, number),
    }
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
    values_of(object.members, depth)
}

/// Values of these members; `None` when one of them has no example.
pub(super) fn values_of(members: &[Member], depth: u8) -> Option<Map<String, JsonValue>> {
    let value = |member: &Member| {
        let example = member.example.and_then(written);
        let example = example.or_else(|| member.default.and_then(|default| default()));
        example.or_else(|| inside(&member.shape, member.rules, member.name, depth + 1))
    };
    members.iter().map(|member| Some((member.name.to_owned(), value(member)?))).collect()
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
