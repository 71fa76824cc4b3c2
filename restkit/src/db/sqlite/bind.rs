//! Values as parameters of SQLite.

use chrono::{DateTime, Utc};
use sqlx::{Arguments, error::BoxDynError, sqlite::SqliteArguments};

use crate::{
    db::{
        Arg,
        bind::{date, date_time, mismatch, time, timestamp},
    },
    json::write::{OutOfRange, write_date, write_date_time, write_time, write_timestamp},
    spec::{Kind, Value},
};

pub(super) fn arguments(args: &[Arg]) -> Result<SqliteArguments, BoxDynError> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(args.len(), 0);
    for arg in args {
        add(&mut arguments, arg)?;
    }
    Ok(arguments)
}

fn add(to: &mut SqliteArguments, Arg { value, kind }: &Arg) -> Result<(), BoxDynError> {
    match (kind, value) {
        (_, Value::Null) => to.add(None::<i64>),
        (Kind::Bool, Value::Bool(b)) => to.add(*b),
        (kind, Value::Integer(n)) => match kind.integer_range() {
            Some((least, most)) if (least..=most).contains(n) => to.add(*n),
            _ => Err(mismatch(value, *kind)),
        },
        // Rounded as PostgreSQL rounds it, so that the same number is found again.
        #[expect(clippy::cast_possible_truncation, reason = "the column holds an f32, widened on its way here")]
        (Kind::F32, Value::Float(n)) => to.add(f64::from(*n as f32)),
        (Kind::F64, Value::Float(n)) => to.add(*n),
        (Kind::Text, Value::Text(text)) => to.add(text.as_str()),
        (Kind::Bytes, Value::Bytes(bytes)) => to.add(bytes.as_slice()),
        (Kind::Uuid, Value::Uuid(uuid)) => to.add(uuid.hyphenated().to_string()),
        (Kind::Date, Value::Date(d)) => {
            let days = date(*d)?.signed_duration_since(DateTime::<Utc>::UNIX_EPOCH.date_naive()).num_days();
            to.add(unquoted(|out| write_date(days, out))?)
        }
        (Kind::Time, Value::Time(t)) => {
            let since_midnight = time(*t).signed_duration_since(chrono::NaiveTime::MIN).num_microseconds().unwrap_or(0);
            to.add(unquoted(|out| write_time(since_midnight, out))?)
        }
        (Kind::DateTime, Value::DateTime(d)) => {
            let micros = date_time(*d)?.and_utc().timestamp_micros();
            to.add(unquoted(|out| write_date_time(micros, out))?)
        }
        (Kind::Timestamp, Value::Timestamp(t)) => {
            let micros = timestamp(*t)?.timestamp_micros();
            to.add(unquoted(|out| write_timestamp(micros, out))?)
        }
        (Kind::Decimal, Value::Decimal(d)) => to.add(d.normalize().to_string()),
        (Kind::Json, Value::Json(json)) => to.add(serde_json::to_string(json)?),
        _ => Err(mismatch(value, *kind)),
    }
}

/// What JSON has, without the quotes: the two forms are the same on purpose.
fn unquoted(write: impl FnOnce(&mut Vec<u8>) -> Result<(), OutOfRange>) -> Result<String, BoxDynError> {
    let mut text = Vec::with_capacity(32);
    write(&mut text).map_err(|OutOfRange| "a date or time is out of range")?;
    text.pop();
    let mut text = String::from_utf8(text)?;
    text.remove(0);
    Ok(text)
}
