//! Values that SQLite packed into one.
//!
//! Each value of a row is copied on its way from the thread of its connection, so a row of a list comes as few values: what JSON can
//! hold without loss stands in one array, `json_array("id", "title", …)`, and is read from there as if it had come alone.

use sqlx::Error;

use super::read::{stored, write_stored, wrong};
use crate::{
    json::write::write_bool,
    spec::{Kind, Value},
};

/// What is left of an array.
#[derive(Clone, Copy, Debug)]
pub(in crate::db) struct Elements<'r> {
    rest: &'r str,
}

/// One value of an array.
#[derive(Clone, Copy, Debug)]
enum Element<'r> {
    Null,
    /// A number as it stands there.
    Number(&'r str),
    /// A text between its quotes, and whether anything in it is escaped.
    Text(&'r str, bool),
}

impl<'r> Elements<'r> {
    pub(in crate::db) fn new(array: &'r str) -> Result<Self, Error> {
        // What is left always begins where a comma would stand.
        if array.starts_with('[') { Ok(Self { rest: array }) } else { Err(wrong(Kind::Json)) }
    }

    /// Passes over a value.
    pub(in crate::db) fn skip(&mut self) -> Result<(), Error> {
        self.next(Kind::Json).map(drop)
    }

    /// Appends the next value as JSON.
    pub(in crate::db) fn write_json(&mut self, kind: Kind, out: &mut Vec<u8>) -> Result<(), Error> {
        match (kind, self.next(kind)?) {
            (_, Element::Null) => out.extend_from_slice(b"null"),
            (Kind::Text, Element::Text(text, _)) => {
                // SQLite escapes what `write_text` escapes, in the same way.
                out.reserve(text.len() + 2);
                out.push(b'"');
                out.extend_from_slice(text.as_bytes());
                out.push(b'"');
            }
            (_, Element::Text(text, false)) => write_stored(text, kind, out)?,
            (Kind::Bool, Element::Number(number)) => write_bool(integer(number, kind)? != 0, out),
            (_, Element::Number(number)) if kind.integer_range().is_some() => {
                integer(number, kind)?;
                out.extend_from_slice(number.as_bytes());
            }
            _ => return Err(wrong(kind)),
        }
        Ok(())
    }

    /// The next value.
    pub(in crate::db) fn value(&mut self, kind: Kind) -> Result<Value, Error> {
        match (kind, self.next(kind)?) {
            (_, Element::Null) => Ok(Value::Null),
            (_, Element::Text(text, false)) => stored(text, kind),
            (Kind::Text, Element::Text(text, true)) => {
                serde_json::from_str(&format!("\"{text}\"")).map(Value::Text).map_err(|_| wrong(kind))
            }
            (Kind::Bool, Element::Number(number)) => Ok(Value::Bool(integer(number, kind)? != 0)),
            (_, Element::Number(number)) if kind.integer_range().is_some() => Ok(Value::Integer(integer(number, kind)?)),
            _ => Err(wrong(kind)),
        }
    }

    fn next(&mut self, kind: Kind) -> Result<Element<'r>, Error> {
        let bytes = self.rest.as_bytes();
        let (element, end) = match bytes.get(1) {
            Some(b'"') => {
                let mut escaped = false;
                let mut end = 2;
                loop {
                    match bytes.get(end) {
                        Some(b'"') => break,
                        Some(b'\\') => {
                            escaped = true;
                            end += 2;
                        }
                        Some(_) => end += 1,
                        None => return Err(wrong(kind)),
                    }
                }
                (Element::Text(&self.rest[2..end], escaped), end + 1)
            }
            Some(_) => {
                let end = 1 + bytes[1..].iter().position(|byte| matches!(byte, b',' | b']')).ok_or_else(|| wrong(kind))?;
                let word = &self.rest[1..end];
                (if word == "null" { Element::Null } else { Element::Number(word) }, end)
            }
            None => return Err(wrong(kind)),
        };
        self.rest = &self.rest[end..];
        Ok(element)
    }
}

fn integer(number: &str, kind: Kind) -> Result<i64, Error> {
    number.parse().map_err(|_| wrong(kind))
}
