//! Names with texts: queries, forms, headers and cookies as objects.

use std::borrow::Cow;

use serde_json::{Map, Value as JsonValue};

use super::{Flaw, json::unknown_member, model::held, parameters, pointer};
use crate::{
    problem::{Fault, Location},
    spec::{DataType, Member, ObjectSpec, Shape, Value},
};

/// Where a name with its text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the headers. Names are compared without regard to case, and those that are not known are let through.
    Header,
    /// Among the cookies. Those that are not known are let through.
    Cookie,
    /// In a form: the body.
    Form,
}

impl Place {
    /// A fault at the name.
    pub(super) fn fault(self, name: &str, code: &'static str, detail: Cow<'static, str>) -> Fault {
        match self {
            Self::Path | Self::Query | Self::Cookie => Fault::parameter(name, code, detail),
            Self::Header => Fault::header(name, code, detail),
            Self::Form => Fault::pointer(pointer::Pointer::to(name).as_str(), code, detail),
        }
    }

    fn unknown(self) -> Option<Flaw> {
        match self {
            Self::Header | Self::Cookie => None,
            Self::Path | Self::Query => Some(Flaw::new("unknown_parameter", "there is no such parameter")),
            Self::Form => Some(unknown_member()),
        }
    }
}

/// Reads a scalar from a text: as it stands in the path, the query, a form, a header or a cookie.
///
/// Only the type decides. Its rules, and those of its place, are checked on the JSON.
///
/// # Errors
/// What is wrong with it.
pub fn scalar_text(data_type: &DataType, text: &str) -> Result<JsonValue, Flaw> {
    Ok(match parameters::read(data_type, text)? {
        Value::Bool(truth) => truth.into(),
        Value::Integer(n) => n.into(),
        Value::Float(n) => n.into(),
        // Everything else is a text in JSON too.
        _ => text.into(),
    })
}

/// Reads names with texts into an object, and holds that against a shape; `None` when it does not fit, with every fault added to
/// `faults`.
///
/// `shape` is [flat](Shape::is_flat): its members are scalars, and lists of scalars, whose items come under the same name. A scalar that
/// comes twice is a fault, and so is a name that is not known.
pub fn fields<'a>(
    shape: &Shape,
    place: Place,
    pairs: impl IntoIterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
    faults: &mut Vec<Fault>,
) -> Option<JsonValue> {
    let before = faults.len();
    let Shape::Object(object) = shape else {
        faults.push(place.fault("", "type", "has no names".into()));
        return None;
    };
    let mut fields = Fields { object, place, members: Map::new(), wrong: Vec::new() };
    for (name, text) in pairs {
        fields.add(&name, &text, faults);
    }
    fields.finish(shape, faults).filter(|_| faults.len() == before)
}

/// Reads a single scalar, or a list of them, from the texts that stand under one name; `None` when they do not fit, with every fault
/// added to `faults`.
pub fn field<'a>(
    shape: &Shape,
    place: Place,
    name: &str,
    texts: impl IntoIterator<Item = Cow<'a, str>>,
    faults: &mut Vec<Fault>,
) -> Option<JsonValue> {
    let before = faults.len();
    let (data_type, list) = of_texts(shape);
    let mut items = Vec::new();
    for text in texts {
        match data_type.map(|data_type| scalar_text(data_type, &text)) {
            Some(Ok(json)) => items.push(json),
            Some(Err(flaw)) => faults.push(flaw.at(place, name)),
            None => faults.push(place.fault(name, "type", "cannot be written as a text".into())),
        }
    }
    if faults.len() > before {
        return None;
    }
    let mut json = match items.len() {
        _ if list => JsonValue::Array(items),
        0 if shape.is_nullable() => JsonValue::Null,
        0 => {
            faults.push(place.fault(name, "required", "is missing".into()));
            return None;
        }
        1 => items.pop()?,
        _ => {
            faults.push(place.fault(name, "repeated_parameter", "must come once".into()));
            return None;
        }
    };
    let mut found = Vec::new();
    held(shape, &mut json, &mut found);
    faults.extend(found.into_iter().map(|fault| Fault { at: place.fault(name, "", "".into()).at, ..fault }));
    (faults.len() == before).then_some(json)
}

struct Fields<'s> {
    object: &'s ObjectSpec,
    place: Place,
    members: Map<String, JsonValue>,
    /// The members with a text that cannot be read: what is said of them has been said.
    wrong: Vec<&'static str>,
}

impl Fields<'_> {
    fn add(&mut self, name: &str, text: &str, faults: &mut Vec<Fault>) {
        let same = |member: &&Member| match self.place {
            Place::Header => member.name.eq_ignore_ascii_case(name),
            _ => member.name == name,
        };
        let Some(member) = self.object.members.iter().find(same) else {
            if let Some(flaw) = self.place.unknown().filter(|_| !self.object.open) {
                faults.push(flaw.at(self.place, name));
            }
            return;
        };
        let (data_type, list) = of_texts(&member.shape);
        let read = match data_type {
            Some(data_type) => scalar_text(data_type, text),
            None => Err(Flaw::new("type", "cannot be written as a text")),
        };
        match read {
            Ok(json) if list => {
                let items = self.members.entry(member.name).or_insert_with(|| JsonValue::Array(Vec::new()));
                if let JsonValue::Array(items) = items {
                    items.push(json);
                }
            }
            Ok(_) if self.members.contains_key(member.name) => {
                faults.push(Flaw::new("repeated_parameter", "must come once").at(self.place, member.name));
            }
            Ok(json) => {
                self.members.insert(member.name.to_owned(), json);
            }
            Err(flaw) => {
                self.wrong.push(member.name);
                faults.push(flaw.at(self.place, member.name));
            }
        }
    }

    /// Holds the object against its shape. What is found is told of the member, whatever is inside of it.
    fn finish(self, shape: &Shape, faults: &mut Vec<Fault>) -> Option<JsonValue> {
        let Self { object, place, members, wrong } = self;
        let mut json = JsonValue::Object(members);
        let mut found = Vec::new();
        held(shape, &mut json, &mut found);
        for Fault { at, code, detail } in found {
            let Location::Pointer(pointer) = &at else { continue };
            let inside = |member: &&Member| {
                let name = pointer::Pointer::to(member.name);
                pointer.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            match object.members.iter().find(inside) {
                Some(member) if wrong.contains(&member.name) => {}
                Some(member) if place != Place::Form => {
                    faults.push(Fault { at: place.fault(member.name, "", "".into()).at, code, detail });
                }
                _ => faults.push(Fault { at, code, detail }),
            }
        }
        Some(json)
    }
}

/// The scalar that the texts of a member are, and whether there may be many.
fn of_texts(shape: &Shape) -> (Option<&DataType>, bool) {
    match shape {
        Shape::Scalar(data_type) => (Some(data_type), false),
        Shape::Nullable(inner) => of_texts(inner),
        Shape::List(inner) => (of_texts(inner).0, true),
        Shape::Any | Shape::Map(_) | Shape::Object(_) | Shape::Row(_) | Shape::Tagged(_) => (None, false),
    }
}
