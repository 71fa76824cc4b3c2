//! Parameters of the path and of the query.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::{Flaw, MOST_FAULTS, Place, scalar};
use crate::{
    problem::{Fault, Problem, ProblemKind},
    spec::{DataType, KeyValues, Kind, ResourceSpec, Value},
};

/// Reads a value from a parameter. Only the type decides; the rules of a column say what may be stored, not what may be asked for.
///
/// # Errors
/// What is wrong, as a sentence without subject.
pub fn parameter(data_type: &DataType, text: &str) -> Result<Value, String> {
    read(data_type, text).map_err(|flaw| flaw.detail.into_owned())
}

/// Reads the key of a row from the decoded segments of a path, one for each part; `None` for what is no key, and so names no row.
pub fn key<'a>(resource: &ResourceSpec, segments: impl IntoIterator<Item = Option<Cow<'a, str>>>) -> Option<KeyValues> {
    let mut segments = segments.into_iter();
    let key = resource.key_columns().map(|column| key_part(&column.data_type, &segments.next()??)).collect::<Option<_>>()?;
    segments.next().is_none().then_some(key)
}

/// A part of a key has one form, but for the case of a UUID: `7`, never `07`, and a moment as answers have it.
fn key_part(data_type: &DataType, text: &str) -> Option<Value> {
    match read(data_type, text).ok()? {
        Value::Integer(key) if itoa::Buffer::new().format(key) != text => None,
        key @ (Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Timestamp(_)) if key.to_json() != text => None,
        key => Some(key),
    }
}

pub(super) fn read(data_type: &DataType, text: &str) -> Result<Value, Flaw> {
    let kind = data_type.kind;
    match kind {
        Kind::Bool => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(scalar::wrong_type(kind)),
        },
        Kind::F32 | Kind::F64 => match number(text) {
            Some(number) => scalar::float(data_type, number),
            None => Err(scalar::wrong_type(kind)),
        },
        Kind::Json => Err(Flaw::new("type", "cannot be compared")),
        _ if kind.integer_range().is_some() => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(scalar::wrong_type(kind));
            }
            // More digits than an i128 holds are out of every range.
            scalar::integer(data_type, text.parse().unwrap_or(i128::MAX))
        }
        _ => scalar::text(data_type, Cow::Borrowed(text)),
    }
}

/// A number as JSON writes it, without white space around it.
fn number(text: &str) -> Option<f64> {
    let clean = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'));
    if clean { serde_json::from_str(text).ok() } else { None }
}

/// Refuses every parameter: for operations that have none.
///
/// # Errors
/// 400 with each parameter.
pub fn no_parameters(query: Option<&str>) -> Result<(), Problem> {
    let mut faults = Vec::new();
    for (name, _) in pairs(query) {
        match name {
            Ok(name) => faults.push(unknown(&name)),
            Err(name) => faults.push(encoding(name)),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(invalid(faults)) }
}

/// The query without these parameters, which others read; as it came when there are none.
pub fn without_parameters<'a>(query: Option<&'a str>, names: &[&str]) -> Option<Cow<'a, str>> {
    let query = query?;
    if names.is_empty() {
        return Some(Cow::Borrowed(query));
    }
    let others = |pair: &&str| {
        let name = pair.split_once('=').map_or(*pair, |(name, _)| name);
        !decode(name).is_ok_and(|name| names.contains(&&*name))
    };
    Some(Cow::Owned(query.split('&').filter(others).collect::<Vec<_>>().join("&")))
}

/// A fault for every parameter that is none of these.
pub fn unknown_parameters(query: Option<&str>, known: &[Box<str>]) -> Vec<Fault> {
    let fault = |(name, _): (Decoded<'_>, Decoded<'_>)| match name {
        Ok(name) if known.iter().any(|known| **known == *name) => None,
        Ok(name) => Some(unknown(&name)),
        Err(name) => Some(encoding(name)),
    };
    pairs(query).filter_map(fault).take(MOST_FAULTS).collect()
}

pub(super) fn invalid(mut faults: Vec<Fault>) -> Problem {
    faults.truncate(MOST_FAULTS);
    Problem::new(ProblemKind::INVALID_PARAMETER, "The query does not fit; every fault is listed.").with_faults(faults)
}

pub(super) fn unknown(name: &str) -> Fault {
    Fault::parameter(name, "unknown_parameter", "there is no such parameter")
}

pub(super) fn encoding(name: impl Into<String>) -> Fault {
    Fault::parameter(name, "encoding", "must be percent-encoded UTF-8")
}

/// The names and texts of a query or a form; what is not UTF-8 is left out, with a fault.
pub fn pairs_of<'a>(query: Option<&'a str>, place: Place, faults: &mut Vec<Fault>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let mut all = Vec::new();
    for pair in pairs(query) {
        match pair {
            (Ok(name), Ok(value)) => all.push((name, value)),
            (Ok(name), Err(_)) => faults.push(place.fault(&name, "encoding", "must be percent-encoded UTF-8".into())),
            (Err(name), _) => faults.push(place.fault(name, "encoding", "must be percent-encoded UTF-8".into())),
        }
    }
    all
}

/// The names and values of a query, decoded as HTML forms encode them: `+` is a space. What is not UTF-8 is answered as it came.
fn pairs(query: Option<&str>) -> impl Iterator<Item = (Decoded<'_>, Decoded<'_>)> {
    encoded_pairs(query).map(|(name, value)| (decode(name), decode(value)))
}

/// The names and values of a query as they came.
pub(super) fn encoded_pairs(query: Option<&str>) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A decoded text, or the text as it came.
pub(super) type Decoded<'a> = Result<Cow<'a, str>, &'a str>;

pub(super) fn decode(text: &str) -> Decoded<'_> {
    if !text.bytes().any(|b| matches!(b, b'%' | b'+')) {
        return Ok(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    percent_decode(spaced.as_bytes()).decode_utf8().map(|decoded| Cow::Owned(decoded.into_owned())).map_err(|_| text)
}
