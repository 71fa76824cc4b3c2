//! Bodies, read in one pass over the columns.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Value as JsonValue, value::RawValue};

use super::{
    Flaw, MOST_FAULTS,
    json::{StrictJson, duplicate, hold, missing, not_null, unknown_member},
    pointer::Pointer,
    rules::check,
    scalar,
    values::Setter,
};
use crate::{
    problem::{Fault, Problem, ProblemKind},
    spec::{ColumnSpec, Generated, Kind, Permitted, ResourceSpec, Shape, Value},
};

/// The members of a body by column index; `None` where the body left them out.
pub type Members = Vec<Option<Value>>;

/// Reads a create body.
///
/// Every column that is not generated is set in the answer, also those that no body can hold: from the body, else its default, else
/// null. The rules of the columns and those of the whole struct hold. A column that the caller may not see is no member, one that they may not
/// set is read-only.
///
/// # Errors
/// 400 when the body is not well-formed JSON, 422 with every fault when it does not fit the resource.
pub fn create(spec: &ResourceSpec, body: &[u8], permitted: &Permitted) -> Result<Members, Problem> {
    let (members, faults) = read(spec, body, ColumnSpec::creatable, permitted, &mut Apart::default())?;
    complete(spec, members, faults, Setter::Client(permitted))
}

/// Sets what was left out of a new row, and checks the rules of the whole struct.
pub(super) fn complete(spec: &ResourceSpec, members: Read, faults: Vec<Fault>, by: Setter<'_>) -> Result<Members, Problem> {
    let members = filled(spec, members, faults, by)?;
    if !spec.rules.is_empty() {
        let values: Vec<Value> = members.iter().map(|member| member.clone().unwrap_or(Value::Null)).collect();
        row_rules(spec, &values)?;
    }
    Ok(members)
}

/// Sets what was left out of a new row.
pub(super) fn filled(spec: &ResourceSpec, mut members: Read, mut faults: Vec<Fault>, by: Setter<'_>) -> Result<Members, Problem> {
    for ((column, member), seen) in spec.columns.iter().zip(&mut members.values).zip(&members.seen) {
        if *seen {
            continue;
        }
        if column.generated != Generated::No {
            // Whoever is no caller cannot be made the owner.
            if by == Setter::System && column.generated == Generated::Owner && !column.data_type.nullable {
                missing().report(Pointer::to(column.member).as_str(), &mut faults);
            }
            continue;
        }
        match column.default {
            Some(default) => *member = Some((default.make)()),
            None if column.required() || (by == Setter::System && !column.data_type.nullable) => {
                missing().report(Pointer::to(column.member).as_str(), &mut faults)
            }
            None => *member = Some(Value::Null),
        }
    }
    answer(faults)?;
    Ok(members.values)
}

/// Reads a merge patch (RFC 7396): a member that is missing is `None`, one that is null `Some(Value::Null)`. The rules of the
/// columns hold; those of the whole struct need the row, see [`row_rules`].
///
/// # Errors
/// 400 when the body is not well-formed JSON, 422 with every fault when it does not fit the resource.
pub fn patch(spec: &ResourceSpec, body: &[u8], permitted: &Permitted) -> Result<Members, Problem> {
    let (members, faults) = read(spec, body, ColumnSpec::updatable, permitted, &mut Apart::default())?;
    answer(faults)?;
    Ok(members.values)
}

/// Checks the rules of the whole struct on the values of all columns, by index.
///
/// # Errors
/// 422 with every broken rule; 500 when a value is not of its column's type.
pub fn row_rules(spec: &ResourceSpec, values: &[Value]) -> Result<(), Problem> {
    let mut faults = Vec::new();
    for rule in spec.rules {
        match (rule.check)(values) {
            Ok(Ok(())) => {}
            Ok(Err(invalid)) => {
                let pointer = invalid.member.map(Pointer::to).unwrap_or_default();
                Flaw::new(invalid.code, invalid.detail).report(pointer.as_str(), &mut faults);
            }
            Err(mismatch) => {
                return Err(Problem::new(ProblemKind::INTERNAL, "The row could not be checked.").with_source(mismatch));
            }
        }
    }
    answer(faults)
}

pub(super) fn answer(mut faults: Vec<Fault>) -> Result<(), Problem> {
    if faults.is_empty() {
        return Ok(());
    }
    faults.truncate(MOST_FAULTS);
    Err(Problem::new(ProblemKind::VALIDATION, "The body does not fit; every fault is listed.").with_faults(faults))
}

pub(super) fn read(
    spec: &ResourceSpec,
    body: &[u8],
    settable: fn(&ColumnSpec) -> bool,
    permitted: &Permitted,
    apart: &mut Apart,
) -> Result<(Read, Vec<Fault>), Problem> {
    let mut read = Read::nothing(spec);
    let mut faults = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    Body { spec, settable, permitted, read: &mut read, faults: &mut faults, apart }
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(malformed)?;
    Ok((read, faults))
}

pub(super) fn read_only() -> Flaw {
    Flaw::new("read_only", "is set by the server")
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
pub(super) fn malformed(error: serde_json::Error) -> Problem {
    Problem::new(ProblemKind::MALFORMED_BODY, format!("The body is not well-formed JSON: {error}."))
}

#[derive(Debug)]
pub(super) struct Read {
    pub(super) values: Members,
    /// Whether the body held the member, rightly or not.
    pub(super) seen: Vec<bool>,
}

impl Read {
    pub(super) fn nothing(spec: &ResourceSpec) -> Self {
        Self { values: vec![None; spec.columns.len()], seen: vec![false; spec.columns.len()] }
    }
}

/// Reads the object of a body.
struct Body<'a> {
    spec: &'a ResourceSpec,
    /// Which columns a body sets.
    settable: fn(&ColumnSpec) -> bool,
    permitted: &'a Permitted,
    read: &'a mut Read,
    faults: &'a mut Vec<Fault>,
    apart: &'a mut Apart,
}

/// Members that are no columns, and are read after the others.
#[derive(Default)]
pub(super) struct Apart {
    /// Their names.
    pub(super) names: Vec<&'static str>,
    /// Those that the body holds.
    pub(super) found: Vec<(&'static str, Box<RawValue>)>,
}

impl<'de> DeserializeSeed<'de> for Body<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Body<'_> {
    fn no_object<E>(self) -> Result<(), E> {
        Flaw::new("type", "must be an object").report("", self.faults);
        // What has no members misses none.
        self.read.seen.fill(true);
        Ok(())
    }

    fn known<'de, A: MapAccess<'de>>(&mut self, index: usize, members: &mut A) -> Result<(), A::Error> {
        let column = &self.spec.columns[index];
        if std::mem::replace(&mut self.read.seen[index], true) {
            return Err(duplicate(column.member));
        }
        if !((self.settable)(column) && self.permitted.sets(index)) {
            members.next_value_seed(StrictJson)?;
            read_only().report(Pointer::to(column.member).as_str(), self.faults);
            return Ok(());
        }
        self.read.values[index] = if column.data_type.kind == Kind::Json {
            nested(column, members.next_value_seed(StrictJson)?, self.faults)
        } else {
            ruled(column, members.next_value_seed(Scalar(column))?, self.faults)
        };
        Ok(())
    }
}

/// A scalar, when it was of its type, held to the rules of its column. One that breaks them is kept: it is set, though wrongly.
pub(super) fn ruled(column: &ColumnSpec, read: Result<Value, Flaw>, faults: &mut Vec<Fault>) -> Option<Value> {
    match read {
        Ok(value) => {
            if !(column.data_type.rules.is_empty() && column.rules.is_empty()) {
                let pointer = Pointer::to(column.member);
                check(column.data_type.rules, &value, pointer.as_str(), faults);
                check(column.rules, &value, pointer.as_str(), faults);
            }
            Some(value)
        }
        Err(flaw) => {
            flaw.report(Pointer::to(column.member).as_str(), faults);
            None
        }
    }
}

/// A JSON column: `null` is a value of free JSON, unless the column itself may be null.
pub(super) fn nested(column: &ColumnSpec, mut json: JsonValue, faults: &mut Vec<Fault>) -> Option<Value> {
    let shape = column.data_type.shape.unwrap_or(&Shape::Any);
    if json.is_null() {
        if column.data_type.nullable {
            return Some(Value::Null);
        }
        if !shape.is_nullable() {
            not_null().report(Pointer::to(column.member).as_str(), faults);
            return None;
        }
    }
    let before = faults.len();
    let mut pointer = Pointer::to(column.member);
    hold(shape, column.data_type.rules, &mut json, &mut pointer, faults);
    if faults.len() == before {
        let value = Value::Json(json);
        check(column.rules, &value, pointer.as_str(), faults);
        return Some(value);
    }
    None
}

impl<'de> Visitor<'de> for Body<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let mut unknown = HashSet::new();
        while let Some(name) = members.next_key_seed(Name(self.spec, self.permitted))? {
            match name {
                Ok(index) => self.known(index, &mut members)?,
                Err(name) => {
                    if let Some(known) = self.apart.names.iter().find(|known| **known == name) {
                        self.apart.found.push((*known, members.next_value()?));
                        if unknown.replace(name).is_some() {
                            return Err(duplicate(known));
                        }
                        continue;
                    }
                    members.next_value_seed(StrictJson)?;
                    unknown_member().report(Pointer::to(&name).as_str(), self.faults);
                    if let Some(name) = unknown.replace(name) {
                        return Err(duplicate(&name));
                    }
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        StrictJson.visit_seq(items)?;
        self.no_object()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.no_object()
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.no_object()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.no_object()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.no_object()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.no_object()
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.no_object()
    }
}

/// The name of a member: the index of its column, or the name when there is none that the caller may know of.
struct Name<'a>(&'a ResourceSpec, &'a Permitted);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.member(name).filter(|column| self.1.sees(*column)).ok_or_else(|| name.to_owned()))
    }
}

/// A scalar column. A value of another type is read over, so that the reading goes on behind it.
struct Scalar<'a>(&'a ColumnSpec);

impl Scalar<'_> {
    const fn wrong_type<E>(&self) -> Result<Result<Value, Flaw>, E> {
        Ok(Err(scalar::wrong_type(self.0.data_type.kind)))
    }
}

impl<'de> DeserializeSeed<'de> for Scalar<'_> {
    type Value = Result<Value, Flaw>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar<'_> {
    type Value = Result<Value, Flaw>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(if self.0.data_type.nullable { Ok(Value::Null) } else { Err(not_null()) })
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(scalar::truth(&self.0.data_type, truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(scalar::integer(&self.0.data_type, number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(scalar::integer(&self.0.data_type, number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(scalar::float(&self.0.data_type, number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(scalar::text(&self.0.data_type, Cow::Borrowed(text)))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(scalar::text(&self.0.data_type, Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        StrictJson.visit_seq(items)?;
        self.wrong_type()
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        StrictJson.visit_map(members)?;
        self.wrong_type()
    }
}
