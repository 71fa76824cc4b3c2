//! JSON inside a column: read strictly, then held against its shape.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as JsonValue};

use super::{
    Flaw,
    pointer::Pointer,
    rules::{check, check_json},
    scalar, tagged,
};
use crate::{
    problem::Fault,
    spec::{DataType, Kind, Member, ObjectRule, ObjectSpec, Rule, Shape, Value, pattern::OF_SERDE_JSON},
};

/// Reads any JSON, but refuses a member that comes twice: parsers disagree on which of the two counts.
#[derive(Clone, Copy)]
pub(super) struct StrictJson;

impl<'de> DeserializeSeed<'de> for StrictJson {
    type Value = JsonValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<JsonValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictJson {
    type Value = JsonValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<JsonValue, E> {
        Ok(JsonValue::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<JsonValue, E> {
        Ok(truth.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<JsonValue, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<JsonValue, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<JsonValue, E> {
        Ok(Number::from_f64(number).map_or(JsonValue::Null, JsonValue::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<JsonValue, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(JsonValue::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<JsonValue, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self)?;
            if object.contains_key(&name) {
                return Err(duplicate(&name));
            }
            object.insert(name, value);
        }
        Ok(JsonValue::Object(object))
    }
}

/// The error of a member that comes twice.
pub(super) fn duplicate<E: Error>(name: &str) -> E {
    E::custom(format_args!("the member {name:?} comes twice"))
}

/// Holds a value against a shape and the rules of its place, and adds a fault for whatever is wrong.
///
/// Integers written as `1.0` become integers, so that the Rust type behind the shape can be read from what is stored.
pub(super) fn hold(shape: &Shape, rules: &[Rule], value: &mut JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    let before = faults.len();
    match shape {
        Shape::Any => free(value, pointer, faults),
        Shape::Scalar(data_type) => scalar(data_type, value, pointer, faults),
        Shape::Nullable(_) if value.is_null() => {}
        Shape::Nullable(inner) => return hold(inner, rules, value, pointer, faults),
        Shape::List(inner) => return list(inner, rules, value, pointer, faults),
        Shape::Map(inner) => match value {
            JsonValue::Object(members) => {
                for (name, member) in members {
                    pointer.member(name, |pointer| {
                        named(name, pointer, faults);
                        hold(inner, &[], member, pointer, faults);
                    });
                }
            }
            _ => no_object(pointer, faults),
        },
        Shape::Object(object) => match value {
            JsonValue::Object(members) => known(object, members, pointer, faults),
            _ => no_object(pointer, faults),
        },
        Shape::Tagged(tagged) => match value {
            JsonValue::Object(_) => tagged::hold(tagged, value, pointer, faults),
            _ => no_object(pointer, faults),
        },
        // No input has this shape; an example of an answer may.
        Shape::Row(_) => Flaw::new("type", "is a row, which has the examples of its columns").report(pointer.as_str(), faults),
    }
    if faults.len() > before {
        return;
    }
    if let Shape::Scalar(data_type) = shape {
        obey(shape, data_type.rules, value, pointer, faults);
    }
    obey(shape, rules, value, pointer, faults);
    match shape {
        Shape::Object(object) => whole(object.rules, value, pointer, faults),
        Shape::Tagged(tagged) => whole(tagged.rules, value, pointer, faults),
        _ => {}
    }
}

/// Items that are wrong do not hide what else is wrong: the others are checked, and how many there are.
fn list(inner: &Shape, rules: &[Rule], value: &mut JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    let JsonValue::Array(items) = value else {
        return Flaw::new("type", "must be a list").report(pointer.as_str(), faults);
    };
    let before = faults.len();
    for (index, item) in items.iter_mut().enumerate() {
        pointer.item(index, |pointer| {
            let before = faults.len();
            hold(inner, &[], item, pointer, faults);
            for rule in rules {
                if let Rule::Each(each) = rule
                    && faults.len() == before
                {
                    obey(inner, each, item, pointer, faults);
                }
            }
        });
    }
    let right = faults.len() == before;
    for rule in rules {
        match rule {
            Rule::Each(_) => {}
            // A function of the user's is given no list of which something is wrong.
            Rule::Custom(_) | Rule::CustomJson(_) if !right => {}
            rule => check_json(std::slice::from_ref(rule), value, pointer, faults),
        }
    }
}

/// Checks rules on a value that is of its shape. A scalar is checked as what it is, not as the text that stands for it: a byte string has
/// its length in bytes.
fn obey(shape: &Shape, rules: &[Rule], value: &JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    if rules.is_empty() || value.is_null() {
        return;
    }
    match (shape, value) {
        (Shape::Nullable(inner), _) => obey(inner, rules, value, pointer, faults),
        (Shape::List(inner), JsonValue::Array(items)) => {
            for rule in rules {
                let Rule::Each(each) = rule else {
                    check_json(std::slice::from_ref(rule), value, pointer, faults);
                    continue;
                };
                for (index, item) in items.iter().enumerate() {
                    pointer.item(index, |pointer| obey(inner, each, item, pointer, faults));
                }
            }
        }
        (Shape::Scalar(data_type), _) if data_type.kind != Kind::Json => {
            if let Ok(scalar) = read_scalar(data_type, value) {
                check(rules, &scalar, pointer.as_str(), faults);
            }
            for rule in rules.iter().filter(|rule| matches!(rule, Rule::CustomJson(_))) {
                check_json(std::slice::from_ref(rule), value, pointer, faults);
            }
        }
        _ => check_json(rules, value, pointer, faults),
    }
}

fn no_object(pointer: &Pointer, faults: &mut Vec<Fault>) {
    Flaw::new("type", "must be an object").report(pointer.as_str(), faults);
}

pub(super) fn known(object: &ObjectSpec, members: &mut Map<String, JsonValue>, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    for (name, value) in members.iter_mut() {
        pointer.member(name, |pointer| match object.members.iter().find(|member| member.name == name) {
            Some(member) => hold(&member.shape, member.rules, value, pointer, faults),
            None if object.open => {
                named(name, pointer, faults);
                free(value, pointer, faults);
            }
            None => unknown_member().report(pointer.as_str(), faults),
        });
    }
    for Member { name, .. } in object.members.iter().filter(|member| member.required && !members.contains_key(member.name)) {
        pointer.member(name, |pointer| missing().report(pointer.as_str(), faults));
    }
}

/// The rules of a whole object: only for one in which everything else is right.
pub(super) fn whole(rules: &[ObjectRule], value: &JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    for rule in rules {
        if let Err(invalid) = rule(value) {
            let flaw = Flaw::new(invalid.code, invalid.detail);
            match invalid.member {
                Some(member) => pointer.member(member, |pointer| flaw.report(pointer.as_str(), faults)),
                None => flaw.report(pointer.as_str(), faults),
            }
        }
    }
}

pub(super) fn unknown_member() -> Flaw {
    Flaw::new("unknown_member", "there is no such member")
}

pub(super) fn missing() -> Flaw {
    Flaw::new("required", "must be there")
}

pub(super) fn not_null() -> Flaw {
    Flaw::new("null", "must not be null")
}

fn scalar(data_type: &DataType, value: &mut JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    if data_type.kind == Kind::Json {
        return hold(data_type.shape.unwrap_or(&Shape::Any), &[], value, pointer, faults);
    }
    if value.is_null() && data_type.nullable {
        return;
    }
    match read_scalar(data_type, value) {
        Ok(Value::Integer(n)) => *value = n.into(),
        Ok(_) => {}
        Err(flaw) => flaw.report(pointer.as_str(), faults),
    }
}

/// Reads a scalar from JSON that was read already.
pub(super) fn read_scalar(data_type: &DataType, value: &JsonValue) -> Result<Value, Flaw> {
    match value {
        JsonValue::Null => Err(not_null()),
        JsonValue::Bool(truth) => scalar::truth(data_type, *truth),
        JsonValue::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(n), ..) => scalar::integer(data_type, n.into()),
            (_, Some(n), _) => scalar::integer(data_type, n.into()),
            (.., Some(n)) => scalar::float(data_type, n),
            _ => Err(scalar::wrong_type(data_type.kind)),
        },
        JsonValue::String(text) => scalar::text(data_type, Cow::Borrowed(text)),
        JsonValue::Array(_) | JsonValue::Object(_) => Err(scalar::wrong_type(data_type.kind)),
    }
}

/// The name of a member that no type declares.
fn named(name: &str, pointer: &Pointer, faults: &mut Vec<Fault>) {
    if let Some(flaw) = misread(name) {
        flaw.report(pointer.as_str(), faults);
    }
}

/// What is wrong with the name of a member that no type declares.
pub(super) fn misread(name: &str) -> Option<Flaw> {
    if name.contains('\0') {
        return Some(scalar::nul());
    }
    // Whoever reads the value back would get the JSON in its text instead, unpacked to any depth.
    name.starts_with(OF_SERDE_JSON).then(|| Flaw::new("name", "must not begin with $serde_json::private::"))
}

/// Free JSON: anything but NUL and names that would be misread.
fn free(value: &JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    match value {
        JsonValue::String(text) if text.contains('\0') => scalar::nul().report(pointer.as_str(), faults),
        JsonValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.item(index, |pointer| free(item, pointer, faults));
            }
        }
        JsonValue::Object(members) => {
            for (name, member) in members {
                pointer.member(name, |pointer| {
                    named(name, pointer, faults);
                    free(member, pointer, faults);
                });
            }
        }
        _ => {}
    }
}
