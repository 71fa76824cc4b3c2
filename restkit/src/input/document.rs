//! Documents that JSON columns are asked to hold.

use serde::de::DeserializeSeed as _;
use serde_json::Value as JsonValue;

use super::{
    Flaw,
    json::{StrictJson, misread},
    pointer::Pointer,
    scalar,
};
use crate::{
    problem::Fault,
    spec::{DEEPEST_DOCUMENT, MOST_VALUES, Value, leads},
};

/// Reads a document from a parameter. Of several things that are wrong the first is told, and where in the document it stands.
pub(super) fn parsed(text: &str) -> Result<Value, Flaw> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let json = StrictJson.deserialize(&mut deserializer).and_then(|json| deserializer.end().map(|()| json));
    let json = json.map_err(|error| Flaw::new("type", format!("must be JSON: {error}")))?;
    let mut first = None;
    let mut pointer = Pointer::default();
    document(&json, &mut pointer, &mut |place, flaw| {
        first.get_or_insert_with(|| match place {
            "" => flaw,
            place => Flaw { code: flaw.code, detail: format!("{place}: {}", flaw.detail).into() },
        });
    });
    first.map_or(Ok(Value::Json(json)), Err)
}

/// Adds a fault for whatever cannot be looked for.
pub(super) fn check(json: &JsonValue, pointer: &mut Pointer, faults: &mut Vec<Fault>) {
    document(json, pointer, &mut |place, flaw| flaw.report(place, faults));
}

/// Tells of whatever cannot be looked for.
fn document(json: &JsonValue, pointer: &mut Pointer, tell: &mut dyn FnMut(&str, Flaw)) {
    if is_scalar(json) {
        return tell(pointer.as_str(), Flaw::new("type", "must be an object or a list"));
    }
    let mut values = 0;
    part(json, 0, &mut values, pointer, tell);
    if values > MOST_VALUES {
        tell(pointer.as_str(), Flaw::new("items", format!("must be at most {MOST_VALUES} values")));
    }
}

/// `depth` is how many objects it stands in. Counts all values in it.
fn part(json: &JsonValue, depth: usize, values: &mut usize, pointer: &mut Pointer, tell: &mut dyn FnMut(&str, Flaw)) {
    *values += 1;
    match json {
        JsonValue::Object(_) if depth > DEEPEST_DOCUMENT => {
            tell(pointer.as_str(), Flaw::new("depth", format!("must not stand in more than {DEEPEST_DOCUMENT} others")));
        }
        JsonValue::Object(members) => {
            for (name, member) in members {
                pointer.member(name, |pointer| {
                    if let Some(flaw) = misread(name) {
                        tell(pointer.as_str(), flaw);
                    } else if !leads(name) {
                        let detail = "must have a name without quotes, backslashes and control characters";
                        tell(pointer.as_str(), Flaw::new("name", detail));
                    }
                    part(member, depth + 1, values, pointer, tell);
                });
            }
        }
        JsonValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.item(index, |pointer| match is_scalar(item) {
                    true => part(item, depth, values, pointer, tell),
                    false => tell(
                        pointer.as_str(),
                        Flaw::new("type", "must be no list and no object: in lists only scalars can be looked for"),
                    ),
                });
            }
        }
        JsonValue::String(text) if text.contains('\0') => tell(pointer.as_str(), scalar::nul()),
        _ => {}
    }
}

fn is_scalar(json: &JsonValue) -> bool {
    !json.is_array() && !json.is_object()
}
