//! Values as parameters of PostgreSQL.

use rust_decimal::Decimal;
use sqlx::{Arguments, error::BoxDynError, postgres::PgArguments};

use crate::{
    db::{
        Arg,
        bind::{date, date_time, mismatch, time, timestamp},
    },
    spec::{Kind, Value},
};

pub(super) fn arguments(args: &[Arg]) -> Result<PgArguments, BoxDynError> {
    let mut arguments = PgArguments::default();
    arguments.reserve(args.len(), args.len() * 16);
    for arg in args {
        add(&mut arguments, arg)?;
    }
    Ok(arguments)
}

fn add(to: &mut PgArguments, Arg { value, kind }: &Arg) -> Result<(), BoxDynError> {
    let mismatch = || mismatch(value, *kind);
    match (kind, value) {
        (kind, Value::Null) => add_null(to, *kind),
        (Kind::Bool, Value::Bool(b)) => to.add(*b),
        // The narrowest type that holds all values of the kind; PostgreSQL has no unsigned ones.
        (Kind::I8 | Kind::U8 | Kind::I16, Value::Integer(n)) => to.add(i16::try_from(*n).map_err(|_| mismatch())?),
        (Kind::I32 | Kind::U16, Value::Integer(n)) => to.add(i32::try_from(*n).map_err(|_| mismatch())?),
        (Kind::I64 | Kind::U32 | Kind::U64, Value::Integer(n)) => to.add(*n),
        #[expect(clippy::cast_possible_truncation, reason = "the column holds an f32, widened on its way here")]
        (Kind::F32, Value::Float(n)) => to.add(*n as f32),
        (Kind::F64, Value::Float(n)) => to.add(*n),
        (Kind::Text, Value::Text(text)) => to.add(text.as_str()),
        (Kind::Bytes, Value::Bytes(bytes)) => to.add(bytes.as_slice()),
        (Kind::Uuid, Value::Uuid(uuid)) => to.add(*uuid),
        (Kind::Date, Value::Date(d)) => to.add(date(*d)?),
        (Kind::Time, Value::Time(t)) => to.add(time(*t)),
        (Kind::DateTime, Value::DateTime(d)) => to.add(date_time(*d)?),
        (Kind::Timestamp, Value::Timestamp(t)) => to.add(timestamp(*t)?),
        (Kind::Decimal, Value::Decimal(d)) => to.add(d.normalize()),
        (Kind::Json, Value::Json(json)) => to.add(sqlx::types::Json(json)),
        _ => Err(mismatch()),
    }
}

/// A null needs a type as well, or the server has to guess it.
fn add_null(to: &mut PgArguments, kind: Kind) -> Result<(), BoxDynError> {
    match kind {
        Kind::Bool => to.add(None::<bool>),
        Kind::I8 | Kind::U8 | Kind::I16 => to.add(None::<i16>),
        Kind::I32 | Kind::U16 => to.add(None::<i32>),
        Kind::I64 | Kind::U32 | Kind::U64 => to.add(None::<i64>),
        Kind::F32 => to.add(None::<f32>),
        Kind::F64 => to.add(None::<f64>),
        Kind::Text => to.add(None::<&str>),
        Kind::Bytes => to.add(None::<&[u8]>),
        Kind::Uuid => to.add(None::<uuid::Uuid>),
        Kind::Date => to.add(None::<chrono::NaiveDate>),
        Kind::Time => to.add(None::<chrono::NaiveTime>),
        Kind::DateTime => to.add(None::<chrono::NaiveDateTime>),
        Kind::Timestamp => to.add(None::<chrono::DateTime<chrono::Utc>>),
        Kind::Decimal => to.add(None::<Decimal>),
        Kind::Json => to.add(None::<sqlx::types::Json<serde_json::Value>>),
    }
}
