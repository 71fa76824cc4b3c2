//! Parameters of the path and of the query.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::{Flaw, MOST_FAULTS, Place, scalar};
use crate::{
    problem::{Fault, Problem, ProblemKind},
    spec::{DataType, Kind, ResourceSpec, Value},
};

/// The names that the query of a list has for itself; no filter can be called so.
pub const RESERVED_PARAMETERS: [&str; 3] = ["cursor", "limit", "sort"];

/// What the query of a list asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ListParameters {
    /// Equality filters: column and value, in order of the columns.
    pub filters: Vec<(usize, Value)>,
    /// Sort columns, and whether each is descending.
    pub sort: Vec<(usize, bool)>,
    /// How many rows a page holds at most.
    pub limit: u32,
    /// The cursor as it came, not opened.
    pub cursor: Option<String>,
}

/// Reads a value from a parameter. Only the type decides; the rules of a column say what may be stored, not what may be asked for.
///
/// # Errors
/// What is wrong, as a sentence without subject.
pub fn parameter(data_type: &DataType, text: &str) -> Result<Value, String> {
    read(data_type, text).map_err(|flaw| flaw.detail.into_owned())
}

/// Reads the key of a row as it stands in a path; `None` for what is no key, and so names no row. A key has one form, but for the case of a
/// UUID: `7`, never `07`, and a moment as answers have it.
pub fn key(resource: &ResourceSpec, text: &str) -> Option<Value> {
    match read(&resource.key_column().data_type, text).ok()? {
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

/// Reads the query of a list.
///
/// # Errors
/// 400 with every fault; 422 when all that is wrong is a `limit` outside its range.
pub fn list_parameters(spec: &ResourceSpec, query: Option<&str>) -> Result<ListParameters, Problem> {
    let mut read = ListParameters { filters: Vec::new(), sort: Vec::new(), limit: spec.page_size, cursor: None };
    let Some(query) = query.filter(|query| !query.is_empty()) else { return Ok(read) };
    let mut faults = Vec::new();
    let mut out_of_range = Vec::new();
    let mut seen: Vec<Cow<'_, str>> = Vec::new();
    for (name, value) in pairs(Some(query)) {
        let name = match name {
            Ok(name) => name,
            Err(name) => {
                faults.push(encoding(name));
                continue;
            }
        };
        let filter = spec.columns.iter().position(|column| column.filter && column.readable() && column.member == name);
        if filter.is_none() && !RESERVED_PARAMETERS.contains(&name.as_ref()) {
            faults.push(unknown(&name));
            continue;
        }
        if seen.contains(&name) {
            faults.push(Fault::parameter(name, "repeated_parameter", "must come once"));
            continue;
        }
        seen.push(name.clone());
        let Ok(value) = value else {
            faults.push(encoding(name));
            continue;
        };
        match (filter, name.as_ref()) {
            (Some(column), _) => match self::read(&spec.columns[column].data_type, &value) {
                Ok(value) => read.filters.push((column, value)),
                Err(flaw) => faults.push(Fault::parameter(name, flaw.code, flaw.detail)),
            },
            (None, "sort") => sort(spec, &value, &mut read.sort, &mut faults),
            (None, "limit") => match limit(spec, &value) {
                Ok(limit) => read.limit = limit,
                Err(flaw) if flaw.code == "out_of_range" => out_of_range.push(Fault::parameter(name, flaw.code, flaw.detail)),
                Err(flaw) => faults.push(Fault::parameter(name, flaw.code, flaw.detail)),
            },
            (None, _) => read.cursor = Some(value.into_owned()),
        }
    }
    if faults.is_empty() {
        if out_of_range.is_empty() {
            read.filters.sort_by_key(|(column, _)| *column);
            return Ok(read);
        }
        return Err(
            Problem::new(ProblemKind::PARAMETER_OUT_OF_RANGE, "A parameter is out of its range.").with_faults(out_of_range)
        );
    }
    faults.append(&mut out_of_range);
    Err(invalid(faults))
}

fn limit(spec: &ResourceSpec, text: &str) -> Result<u32, Flaw> {
    let out_of_range = || Flaw::new("out_of_range", format!("must be between 1 and {}", spec.max_page_size));
    match read(&DataType::new(Kind::U32), text) {
        Ok(Value::Integer(n)) => match u32::try_from(n) {
            Ok(limit) if (1..=spec.max_page_size).contains(&limit) => Ok(limit),
            _ => Err(out_of_range()),
        },
        Err(flaw) if flaw.code == "out_of_range" => Err(out_of_range()),
        Err(flaw) => Err(flaw),
        Ok(_) => Err(out_of_range()),
    }
}

/// `-priority,id`: the names of sortable columns; a minus sign turns the order around.
fn sort(spec: &ResourceSpec, text: &str, into: &mut Vec<(usize, bool)>, faults: &mut Vec<Fault>) {
    for key in text.split(',') {
        let (name, descending) = key.strip_prefix('-').map_or((key, false), |name| (name, true));
        let sortable = |column: &usize| {
            let spec_of = &spec.columns[*column];
            (spec_of.sort || *column == spec.key) && spec_of.readable()
        };
        match spec.member(name).filter(sortable) {
            None => faults.push(Fault::parameter("sort", "unknown_sort_key", format!("lists are not sorted by {name:?}"))),
            // The first mention orders the rows; a later one finds nothing left to order. JSON Schema could not forbid it either.
            Some(column) if into.iter().any(|(there, _)| *there == column) => {}
            Some(column) => into.push((column, descending)),
        }
    }
}

fn invalid(mut faults: Vec<Fault>) -> Problem {
    faults.truncate(MOST_FAULTS);
    Problem::new(ProblemKind::INVALID_PARAMETER, "The query does not fit; every fault is listed.").with_faults(faults)
}

fn unknown(name: &str) -> Fault {
    Fault::parameter(name, "unknown_parameter", "there is no such parameter")
}

fn encoding(name: impl Into<String>) -> Fault {
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
    query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    })
}

/// A decoded text, or the text as it came.
type Decoded<'a> = Result<Cow<'a, str>, &'a str>;

fn decode(text: &str) -> Decoded<'_> {
    if !text.bytes().any(|b| matches!(b, b'%' | b'+')) {
        return Ok(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    percent_decode(spaced.as_bytes()).decode_utf8().map(|decoded| Cow::Owned(decoded.into_owned())).map_err(|_| text)
}
