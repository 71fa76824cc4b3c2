//! Reading PostgreSQL's binary format from the row buffer.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use sqlx::{
    Column as _, Error, Row as _, TypeInfo as _,
    postgres::{PgRow, PgValueFormat, PgValueRef},
};

use super::numeric;
use crate::{
    db::error::value_error,
    json::write::{
        DAY, OutOfRange, write_bool, write_bytes, write_date, write_date_time, write_f32, write_f64, write_integer, write_text,
        write_time, write_timestamp, write_uuid,
    },
    spec::{Kind, Value},
};

/// Days from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
const EPOCH_DAYS: i64 = 10_957;

/// The bytes of one value; `None` for null.
fn bytes(row: &PgRow, index: usize) -> Result<Option<&[u8]>, Error> {
    let value: PgValueRef<'_> = row.try_get_raw(index)?;
    if value.format() == PgValueFormat::Text {
        // Only statements without parameters of their own protocol answer text, and none of ours is run that way.
        return Err(value_error("the row is not in binary format"));
    }
    Ok(value.as_bytes().ok())
}

fn wrong(kind: Kind) -> Error {
    value_error(format!("the stored value is not of kind {kind:?}"))
}

fn integer(bytes: &[u8], kind: Kind) -> Result<i64, Error> {
    match *bytes {
        [a, b] => Ok(i64::from(i16::from_be_bytes([a, b]))),
        [a, b, c, d] => Ok(i64::from(i32::from_be_bytes([a, b, c, d]))),
        [a, b, c, d, e, f, g, h] => Ok(i64::from_be_bytes([a, b, c, d, e, f, g, h])),
        _ => Err(wrong(kind)),
    }
}

fn word(bytes: &[u8], kind: Kind) -> Result<i64, Error> {
    bytes.try_into().map(i64::from_be_bytes).map_err(|_| wrong(kind))
}

/// Days since 1970-01-01.
fn days(bytes: &[u8]) -> Result<i64, Error> {
    let since_2000: [u8; 4] = bytes.try_into().map_err(|_| wrong(Kind::Date))?;
    Ok(i64::from(i32::from_be_bytes(since_2000)) + EPOCH_DAYS)
}

/// Microseconds since 1970-01-01; the ends of the range stand for infinity.
fn micros(bytes: &[u8], kind: Kind) -> Result<i64, Error> {
    word(bytes, kind)?.checked_add(EPOCH_DAYS * DAY).filter(|m| *m > i64::MIN + EPOCH_DAYS * DAY).ok_or_else(|| wrong(kind))
}

enum Float {
    Single(f32),
    Double(f64),
}

fn float(bytes: &[u8], kind: Kind) -> Result<Float, Error> {
    match *bytes {
        [a, b, c, d] => Ok(Float::Single(f32::from_be_bytes([a, b, c, d]))),
        [a, b, c, d, e, f, g, h] => Ok(Float::Double(f64::from_be_bytes([a, b, c, d, e, f, g, h]))),
        _ => Err(wrong(kind)),
    }
}

fn text(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|_| wrong(Kind::Text))
}

/// The text of a JSON value: `jsonb` has a version byte before it, which no JSON begins with.
fn json(bytes: &[u8]) -> Result<&str, Error> {
    text(bytes.strip_prefix(&[1]).unwrap_or(bytes))
}

fn truth(bytes: &[u8]) -> Result<bool, Error> {
    match bytes {
        [0] => Ok(false),
        [1] => Ok(true),
        _ => Err(wrong(Kind::Bool)),
    }
}

pub(in crate::db) fn write_json(row: &PgRow, index: usize, kind: Kind, out: &mut Vec<u8>) -> Result<(), Error> {
    let Some(bytes) = bytes(row, index)? else {
        out.extend_from_slice(b"null");
        return Ok(());
    };
    let refuse = |_: OutOfRange| wrong(kind);
    match kind {
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => {
            write_integer(integer(bytes, kind)?, out);
        }
        Kind::Text => write_text(text(bytes)?, out),
        Kind::Timestamp => write_timestamp(micros(bytes, kind)?, out).map_err(refuse)?,
        Kind::Bool => write_bool(truth(bytes)?, out),
        Kind::Uuid => write_uuid(uuid::Uuid::from_slice(bytes).map_err(|_| wrong(kind))?, out),
        Kind::F32 | Kind::F64 => match float(bytes, kind)? {
            Float::Single(n) => write_f32(n, out).map_err(refuse)?,
            Float::Double(n) => write_f64(n, out).map_err(refuse)?,
        },
        Kind::Date => write_date(days(bytes)?, out).map_err(refuse)?,
        Kind::Time => write_time(word(bytes, kind)?, out).map_err(refuse)?,
        Kind::DateTime => write_date_time(micros(bytes, kind)?, out).map_err(refuse)?,
        Kind::Bytes => write_bytes(bytes, out).map_err(refuse)?,
        Kind::Decimal => {
            out.push(b'"');
            numeric::write(bytes, out).map_err(refuse)?;
            out.push(b'"');
        }
        Kind::Json => out.extend_from_slice(json(bytes)?.as_bytes()),
    }
    Ok(())
}

/// The value of a statement that somebody else wrote: its column may be of any type, and the bytes alone do not say which.
pub(in crate::db) fn checked_value(row: &PgRow, index: usize, kind: Kind) -> Result<Value, Error> {
    let column = row.try_column(index)?;
    if is_of(column.type_info().name(), kind) || bytes(row, index)?.is_none() {
        return value(row, index, kind);
    }
    Err(wrong(kind))
}

/// Whether values of a type of the database are read as this kind.
fn is_of(name: &str, kind: Kind) -> bool {
    match kind {
        Kind::Bool => name == "BOOL",
        Kind::F32 | Kind::F64 => matches!(name, "FLOAT4" | "FLOAT8"),
        // Those that a database adds, such as its enums, are called by their own names.
        Kind::Text => matches!(name, "TEXT" | "VARCHAR" | "CHAR" | "NAME") || name.contains(|c: char| c.is_ascii_lowercase()),
        Kind::Bytes => name == "BYTEA",
        Kind::Uuid => name == "UUID",
        Kind::Date => name == "DATE",
        Kind::Time => name == "TIME",
        Kind::DateTime => name == "TIMESTAMP",
        Kind::Timestamp => name == "TIMESTAMPTZ",
        Kind::Decimal => name == "NUMERIC",
        Kind::Json => matches!(name, "JSON" | "JSONB"),
        _ => matches!(name, "INT2" | "INT4" | "INT8"),
    }
}

pub(in crate::db) fn value(row: &PgRow, index: usize, kind: Kind) -> Result<Value, Error> {
    let Some(bytes) = bytes(row, index)? else { return Ok(Value::Null) };
    let refuse = || wrong(kind);
    Ok(match kind {
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => {
            Value::Integer(integer(bytes, kind)?)
        }
        Kind::Text => Value::Text(text(bytes)?.to_owned()),
        Kind::Bool => Value::Bool(truth(bytes)?),
        Kind::Uuid => Value::Uuid(uuid::Uuid::from_slice(bytes).map_err(|_| refuse())?),
        Kind::F32 | Kind::F64 => Value::Float(match float(bytes, kind)? {
            Float::Single(n) => f64::from(n),
            Float::Double(n) => n,
        }),
        Kind::Date => {
            let from_year_1 = i32::try_from(days(bytes)? + 719_163).map_err(|_| refuse())?;
            Value::Date(NaiveDate::from_num_days_from_ce_opt(from_year_1).ok_or_else(refuse)?)
        }
        Kind::Time => {
            let micros = u64::try_from(word(bytes, kind)?).map_err(|_| refuse())?;
            let seconds = u32::try_from(micros / 1_000_000).map_err(|_| refuse())?;
            let nanos = u32::try_from(micros % 1_000_000 * 1_000).map_err(|_| refuse())?;
            Value::Time(NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos).ok_or_else(refuse)?)
        }
        Kind::DateTime => Value::DateTime(DateTime::from_timestamp_micros(micros(bytes, kind)?).ok_or_else(refuse)?.naive_utc()),
        Kind::Timestamp => Value::Timestamp(DateTime::from_timestamp_micros(micros(bytes, kind)?).ok_or_else(refuse)?),
        Kind::Bytes => Value::Bytes(bytes.to_vec()),
        Kind::Decimal => {
            let mut digits = Vec::new();
            numeric::write(bytes, &mut digits).map_err(|_| refuse())?;
            Value::Decimal(Decimal::from_str(text(&digits)?).map_err(|_| refuse())?)
        }
        Kind::Json => Value::Json(serde_json::from_str(json(bytes)?).map_err(|_| refuse())?),
    })
}
