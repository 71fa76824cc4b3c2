//! Values that a part of the program sets, held to the same rules as bodies.

use serde::de::DeserializeSeed as _;
use serde_json::Value as JsonValue;

use super::{
    body::{Body, Members, Read, answer, complete, malformed, read_only},
    pointer::Pointer,
};
use crate::{
    problem::{Fault, Problem},
    spec::{ColumnSpec, Generated, Kind, ResourceSpec, Value},
};

/// Who sets members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setter {
    /// Somebody with a body, or on behalf of whom the program sets them: what is read-only is refused.
    Client,
    /// The program itself, which also sets what is read-only or generated.
    System,
}

/// Reads the values that a part of the program sets for a new row, as if they stood in a create body. Of several values for a column the
/// last one counts.
///
/// # Errors
/// 422 with every fault when they do not fit the resource.
pub fn create_from(
    spec: &ResourceSpec,
    values: impl IntoIterator<Item = (usize, Value)>,
    by: Setter,
) -> Result<Members, Problem> {
    let (mut members, mut faults) = read_values(spec, values, by)?;
    // The database counts these keys, and does not know of one that was set.
    if spec.key_column().data_type.kind != Kind::Uuid && spec.key_column().generated == Generated::Key {
        refuse_key(spec, &mut members, &mut faults);
    }
    complete(spec, members, faults, by)
}

/// Reads the values that a part of the program sets on a row, as if they stood in a patch.
///
/// # Errors
/// 422 with every fault when they do not fit the resource.
pub fn patch_from(spec: &ResourceSpec, values: impl IntoIterator<Item = (usize, Value)>, by: Setter) -> Result<Members, Problem> {
    let (mut members, mut faults) = read_values(spec, values, by)?;
    refuse_key(spec, &mut members, &mut faults);
    answer(faults)?;
    Ok(members.values)
}

/// Values of the right types can still break rules, and be out of the range of their columns: they are read as JSON is.
fn read_values(
    spec: &ResourceSpec,
    values: impl IntoIterator<Item = (usize, Value)>,
    by: Setter,
) -> Result<(Read, Vec<Fault>), Problem> {
    let mut body = serde_json::Map::new();
    for (index, value) in values {
        let Some(column) = spec.columns.get(index) else { continue };
        let json = match value {
            // What a `u64` beyond an `i64` was made into.
            Value::Integer(i64::MAX) if column.data_type.kind == Kind::U64 => u64::MAX.into(),
            value => value.to_json(),
        };
        body.insert(column.member.to_owned(), json);
    }
    let mut read = Read::nothing(spec);
    let mut faults = Vec::new();
    Body { spec, settable: ColumnSpec::creatable, by, read: &mut read, faults: &mut faults }
        .deserialize(JsonValue::Object(body))
        .map_err(malformed)?;
    Ok((read, faults))
}

/// A key that was set. That of a row that is there never changes.
fn refuse_key(spec: &ResourceSpec, members: &mut Read, faults: &mut Vec<Fault>) {
    if members.values.get_mut(spec.key).is_some_and(|key| key.take().is_some()) {
        read_only().report(Pointer::to(spec.key_column().member).as_str(), faults);
    }
}
