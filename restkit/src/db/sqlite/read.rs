//! Reading SQLite's values.

use std::io::Write as _;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use sqlx::{
    Decode, Error, Row as _, Sqlite, TypeInfo as _, ValueRef as _,
    sqlite::{SqliteRow, SqliteValueRef},
};
use uuid::Uuid;

use crate::{
    db::error::value_error,
    json::write::{write_bool, write_bytes, write_f32, write_f64, write_integer, write_text, write_uuid},
    spec::{Kind, Value},
};

/// One value; `None` for null.
fn raw(row: &SqliteRow, index: usize) -> Result<Option<SqliteValueRef<'_>>, Error> {
    let value = row.try_get_raw(index)?;
    Ok(if value.is_null() { None } else { Some(value) })
}

pub(super) fn wrong(kind: Kind) -> Error {
    value_error(format!("the stored value is not of kind {kind:?}"))
}

/// SQLite converts what it is asked for, a text that is no number to 0; so the storage class is looked at first.
fn check(value: &SqliteValueRef<'_>, classes: &[&str], kind: Kind) -> Result<(), Error> {
    if classes.contains(&value.type_info().name()) { Ok(()) } else { Err(wrong(kind)) }
}

fn integer(value: SqliteValueRef<'_>, kind: Kind) -> Result<i64, Error> {
    check(&value, &["INTEGER"], kind)?;
    <i64 as Decode<'_, Sqlite>>::decode(value).map_err(Error::Decode)
}

fn float(value: SqliteValueRef<'_>, kind: Kind) -> Result<f64, Error> {
    check(&value, &["REAL", "INTEGER"], kind)?;
    <f64 as Decode<'_, Sqlite>>::decode(value).map_err(Error::Decode)
}

fn text(value: SqliteValueRef<'_>, kind: Kind) -> Result<&str, Error> {
    check(&value, &["TEXT"], kind)?;
    <&str as Decode<'_, Sqlite>>::decode(value).map_err(Error::Decode)
}

fn bytes(value: SqliteValueRef<'_>, kind: Kind) -> Result<&[u8], Error> {
    check(&value, &["BLOB"], kind)?;
    <&[u8] as Decode<'_, Sqlite>>::decode(value).map_err(Error::Decode)
}

/// Whether a text has the digits and signs of a pattern, in which `0` stands for any digit.
fn fits(text: &str, pattern: &[u8]) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern).all(|(byte, &sample)| if sample == b'0' { byte.is_ascii_digit() } else { byte == sample })
}

/// Copies a date or time that stands there in the form JSON wants; anything else somebody else has written.
fn write_fixed(text: &str, pattern: &[u8], kind: Kind, out: &mut Vec<u8>) -> Result<(), Error> {
    if !fits(text, pattern) {
        return Err(wrong(kind));
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
}

const DATE: &[u8] = b"0000-00-00";
const TIME: &[u8] = b"00:00:00.000000";
const DATE_TIME: &[u8] = b"0000-00-00T00:00:00.000000";
const TIMESTAMP: &[u8] = b"0000-00-00T00:00:00.000000Z";

pub(in crate::db) fn write_json(row: &SqliteRow, index: usize, kind: Kind, out: &mut Vec<u8>) -> Result<(), Error> {
    let Some(value) = raw(row, index)? else {
        out.extend_from_slice(b"null");
        return Ok(());
    };
    let refuse = || wrong(kind);
    match kind {
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => {
            write_integer(integer(value, kind)?, out);
        }
        Kind::Bool => write_bool(integer(value, kind)? != 0, out),
        #[expect(clippy::cast_possible_truncation, reason = "an f32 was widened when it was stored")]
        Kind::F32 => write_f32(float(value, kind)? as f32, out).map_err(|_| refuse())?,
        Kind::F64 => write_f64(float(value, kind)?, out).map_err(|_| refuse())?,
        Kind::Bytes => write_bytes(bytes(value, kind)?, out).map_err(|_| refuse())?,
        _ => write_stored(text(value, kind)?, kind, out)?,
    }
    Ok(())
}

/// Appends what is stored as text.
pub(super) fn write_stored(text: &str, kind: Kind, out: &mut Vec<u8>) -> Result<(), Error> {
    let refuse = || wrong(kind);
    match kind {
        Kind::Text => write_text(text, out),
        Kind::Timestamp => write_fixed(text, TIMESTAMP, kind, out)?,
        Kind::Uuid => write_uuid(Uuid::try_parse(text).map_err(|_| refuse())?, out),
        Kind::Date => write_fixed(text, DATE, kind, out)?,
        Kind::Time => write_fixed(text, TIME, kind, out)?,
        Kind::DateTime => write_fixed(text, DATE_TIME, kind, out)?,
        Kind::Decimal => write!(out, "\"{}\"", decimal(text)?.normalize()).map_err(|_| refuse())?,
        Kind::Json => out.extend_from_slice(text.as_bytes()),
        _ => return Err(refuse()),
    }
    Ok(())
}

fn decimal(text: &str) -> Result<Decimal, Error> {
    text.parse().map_err(|_| wrong(Kind::Decimal))
}

/// The text at `index`; an error when it is null.
pub(in crate::db) fn required_text(row: &SqliteRow, index: usize) -> Result<&str, Error> {
    text(raw(row, index)?.ok_or_else(|| wrong(Kind::Text))?, Kind::Text)
}

pub(in crate::db) fn value(row: &SqliteRow, index: usize, kind: Kind) -> Result<Value, Error> {
    let Some(value) = raw(row, index)? else { return Ok(Value::Null) };
    Ok(match kind {
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => {
            Value::Integer(integer(value, kind)?)
        }
        Kind::Bool => Value::Bool(integer(value, kind)? != 0),
        Kind::F32 | Kind::F64 => Value::Float(float(value, kind)?),
        Kind::Bytes => Value::Bytes(bytes(value, kind)?.to_vec()),
        _ => stored(text(value, kind)?, kind)?,
    })
}

/// The value that is stored as this text.
pub(super) fn stored(text: &str, kind: Kind) -> Result<Value, Error> {
    let refuse = || wrong(kind);
    Ok(match kind {
        Kind::Text => Value::Text(text.to_owned()),
        Kind::Uuid => Value::Uuid(Uuid::try_parse(text).map_err(|_| refuse())?),
        Kind::Date => Value::Date(text.parse::<NaiveDate>().map_err(|_| refuse())?),
        Kind::Time => Value::Time(text.parse::<NaiveTime>().map_err(|_| refuse())?),
        Kind::DateTime => Value::DateTime(text.parse::<NaiveDateTime>().map_err(|_| refuse())?),
        Kind::Timestamp => Value::Timestamp(DateTime::parse_from_rfc3339(text).map_err(|_| refuse())?.to_utc()),
        Kind::Decimal => Value::Decimal(decimal(text)?),
        Kind::Json => Value::Json(serde_json::from_str(text).map_err(|_| refuse())?),
        _ => return Err(refuse()),
    })
}
