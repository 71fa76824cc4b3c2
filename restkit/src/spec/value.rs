//! One value on its way between a request, the database and an answer.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A value of one of the [kinds](super::Kind) that restkit stores.
///
/// All integer kinds travel as [`Value::Integer`]; the kind of the column decides the width in the database, and the range
/// is checked where the value enters.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL `NULL`, JSON `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// Any integer kind, within the range of `i64`.
    Integer(i64),
    /// A floating-point number; never NaN or infinite when it came from a request.
    Float(f64),
    /// Text, also the stored word of an enum.
    Text(String),
    /// Bytes; base64 (RFC 4648) in JSON.
    Bytes(Vec<u8>),
    /// A UUID (RFC 9562).
    Uuid(Uuid),
    /// A calendar date; `2026-11-21` in JSON.
    Date(NaiveDate),
    /// A time of day with microseconds; `13:05:00` in JSON.
    Time(NaiveTime),
    /// A date and time without a zone, with microseconds.
    DateTime(NaiveDateTime),
    /// A moment in time with microseconds; RFC 3339 in JSON, always in UTC.
    Timestamp(DateTime<Utc>),
    /// An exact decimal number; a string in JSON, so that no client rounds it.
    Decimal(Decimal),
    /// Any JSON value.
    Json(serde_json::Value),
}

impl Value {
    /// Whether this is [`Value::Null`].
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value as answers write it and bodies hold it.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(b) => (*b).into(),
            Self::Integer(n) => (*n).into(),
            Self::Float(n) => (*n).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Bytes(bytes) => BASE64_STANDARD.encode(bytes).into(),
            Self::Uuid(uuid) => uuid.to_string().into(),
            Self::Date(date) => date.format("%Y-%m-%d").to_string().into(),
            Self::Time(time) => time.format("%H:%M:%S%.6f").to_string().into(),
            Self::DateTime(moment) => moment.format("%Y-%m-%dT%H:%M:%S%.6f").to_string().into(),
            Self::Timestamp(moment) => moment.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string().into(),
            Self::Decimal(decimal) => decimal.to_string().into(),
            Self::Json(json) => json.clone(),
        }
    }
}
