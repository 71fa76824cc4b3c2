//! What a value is made into before either driver takes it.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use sqlx::error::BoxDynError;

use crate::spec::{Kind, Value};

/// A value that the kind of its column cannot hold.
#[cold]
pub(super) fn mismatch(value: &Value, kind: Kind) -> BoxDynError {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Integer(_) => "an integer out of range",
        Value::Float(_) => "a floating-point number",
        Value::Text(_) => "a text",
        Value::Bytes(_) => "bytes",
        Value::Uuid(_) => "a UUID",
        Value::Date(_) => "a date",
        Value::Time(_) => "a time",
        Value::DateTime(_) => "a date and time",
        Value::Timestamp(_) => "a timestamp",
        Value::Decimal(_) => "a decimal number",
        Value::Json(_) => "JSON",
    };
    format!("a column of kind {kind:?} cannot hold {found}").into()
}

/// The same moment in whole microseconds, between the years 0 and 9999: both databases keep no more, and answers write no more.
pub(super) fn timestamp(moment: DateTime<Utc>) -> Result<DateTime<Utc>, BoxDynError> {
    // Mostly there is nothing to round. A leap second, which has more nanoseconds than others, is the second after it.
    let nanos = moment.nanosecond();
    let whole = nanos < 1_000_000_000 && nanos.is_multiple_of(1_000);
    let rounded = if whole { Some(moment) } else { DateTime::from_timestamp_micros(moment.timestamp_micros()) };
    rounded.filter(|m| in_years(m.year())).ok_or_else(|| "the year of a timestamp is not between 0 and 9999".into())
}

/// As [`timestamp`], without a zone.
pub(super) fn date_time(moment: NaiveDateTime) -> Result<NaiveDateTime, BoxDynError> {
    timestamp(moment.and_utc()).map(|m| m.naive_utc())
}

/// A date between the years 0 and 9999.
pub(super) fn date(date: NaiveDate) -> Result<NaiveDate, BoxDynError> {
    if in_years(date.year()) { Ok(date) } else { Err("the year of a date is not between 0 and 9999".into()) }
}

/// The same time in whole microseconds; a leap second is the last microsecond before it, since no database knows it.
pub(super) fn time(time: NaiveTime) -> NaiveTime {
    let nanos = time.nanosecond();
    let nanos = if nanos >= 1_000_000_000 { 999_999_000 } else { nanos / 1_000 * 1_000 };
    time.with_nanosecond(nanos).unwrap_or(time)
}

fn in_years(year: i32) -> bool {
    (0..=9999).contains(&year)
}
