//! Types that an answer holds.

use std::{
    collections::{BTreeMap, HashMap},
    io::Write as _,
};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value as JsonValue;
use uuid::Uuid;

use super::{Column, Id, Json, Kind, Resource, ResourceSpec, Shape, SingleKey, Value};
use crate::json::write::{self, OutOfRange};

/// A type that an answer can hold; derive it with `#[derive(Output)]`.
///
/// It is written in the formats that generated endpoints write: timestamps in UTC with microseconds, decimals as texts, byte strings
/// (`Vec<u8>`) in base64.
///
/// Implemented for every scalar that a column can hold, enums with `ColumnEnum`, newtypes with `Column`, `Id<R>`, `Option`, `Vec`,
/// slices, `Box` and references of outputs, maps from `String` to them, and `serde_json::Value`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written into an answer",
    label = "no output",
    note = "for a struct or an enum with payload write `#[derive(Output)]`, for a plain enum `#[derive(ColumnEnum)]`, for a newtype `#[derive(Column)]`"
)]
pub trait Output {
    /// What the JSON looks like.
    const SHAPE: Shape;

    /// What a list of these looks like: a list, unless it is a byte string.
    #[doc(hidden)]
    const LIST: Shape = Shape::List(&Self::SHAPE);

    /// Appends the value as JSON.
    ///
    /// What the format has no words for becomes `null`: a number that is not finite, a date before the year 0 or after 9999.
    fn write(&self, out: &mut Vec<u8>);

    /// Appends a list of these.
    #[doc(hidden)]
    fn write_list(list: &[Self], out: &mut Vec<u8>)
    where
        Self: Sized,
    {
        out.push(b'[');
        for (index, item) in list.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            item.write(out);
        }
        out.push(b']');
    }
}

/// Writes the members of an object.
#[derive(Debug)]
pub struct OutputMembers<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> OutputMembers<'a> {
    /// Begins an object.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// Writes a member; `key` is its name as JSON, with a colon.
    pub fn member<T: Output + ?Sized>(&mut self, key: &str, value: &T) {
        value.write(self.key(key));
    }

    /// Ends the object.
    pub fn end(self) {
        self.out.push(b'}');
    }

    pub(super) fn key(&mut self, key: &str) -> &mut Vec<u8> {
        if !std::mem::replace(&mut self.empty, false) {
            self.out.push(b',');
        }
        self.out.extend_from_slice(key.as_bytes());
        self.out
    }
}

/// Writes by a function that knows values without words; those become `null`.
fn or_null(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> Result<(), OutOfRange>) {
    let before = out.len();
    if write(out).is_err() {
        out.truncate(before);
        out.extend_from_slice(b"null");
    }
}

macro_rules! scalars {
    ($($ty:ty: |$value:ident, $out:ident| $write:expr;)*) => {$(
        impl Output for $ty {
            const SHAPE: Shape = Shape::Scalar(<$ty as Column>::TYPE);

            fn write(&self, $out: &mut Vec<u8>) {
                let $value = self;
                $write;
            }
        }
    )*};
}

scalars! {
    bool: |v, out| write::write_bool(*v, out);
    i8: |v, out| write::write_integer((*v).into(), out);
    i16: |v, out| write::write_integer((*v).into(), out);
    i32: |v, out| write::write_integer((*v).into(), out);
    i64: |v, out| write::write_integer(*v, out);
    u16: |v, out| write::write_integer((*v).into(), out);
    u32: |v, out| write::write_integer((*v).into(), out);
    u64: |v, out| out.extend_from_slice(itoa::Buffer::new().format(*v).as_bytes());
    f32: |v, out| or_null(out, |out| write::write_f32(*v, out));
    f64: |v, out| or_null(out, |out| write::write_f64(*v, out));
    String: |v, out| write::write_text(v, out);
    Uuid: |v, out| write::write_uuid(*v, out);
    NaiveDate: |v, out| or_null(out, |out| write::write_date(days(*v), out));
    NaiveTime: |v, out| or_null(out, |out| write::write_time(micros(*v), out));
    NaiveDateTime: |v, out| or_null(out, |out| write::write_date_time(v.and_utc().timestamp_micros(), out));
    DateTime<Utc>: |v, out| or_null(out, |out| write::write_timestamp(v.timestamp_micros(), out));
    // Writing to a Vec does not fail.
    Decimal: |v, out| { let _ = write!(out, "\"{v}\""); };
}

/// Days since 1970-01-01.
fn days(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// Microseconds since midnight; a leap second is the last microsecond before it.
fn micros(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * 1_000_000 + i64::from(time.nanosecond().min(999_999_999) / 1_000)
}

impl Output for u8 {
    const SHAPE: Shape = Shape::Scalar(<Self as Column>::TYPE);
    const LIST: Shape = Shape::Scalar(<Vec<Self> as Column>::TYPE);

    fn write(&self, out: &mut Vec<u8>) {
        write::write_integer((*self).into(), out);
    }

    fn write_list(list: &[Self], out: &mut Vec<u8>) {
        or_null(out, |out| write::write_bytes(list, out));
    }
}

impl Output for str {
    const SHAPE: Shape = Shape::Scalar(<String as Column>::TYPE);

    fn write(&self, out: &mut Vec<u8>) {
        write::write_text(self, out);
    }
}

impl<R: Resource<Key: Output + SingleKey>> Output for Id<R> {
    const SHAPE: Shape = Shape::Scalar(<Self as Column>::TYPE);

    fn write(&self, out: &mut Vec<u8>) {
        self.key().write(out);
    }
}

/// Writes with serde, in serde's formats.
pub(crate) fn write_serde(value: &impl Serialize, out: &mut Vec<u8>) {
    let before = out.len();
    // A type that cannot be written as JSON (a map with keys that are no text) becomes null.
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.truncate(before);
        out.extend_from_slice(b"null");
    }
}

impl Output for JsonValue {
    const SHAPE: Shape = Shape::Any;

    fn write(&self, out: &mut Vec<u8>) {
        write_serde(self, out);
    }
}

/// The same as `T`: what handlers of axum are used to write.
impl<T: Output> Output for Json<T> {
    const SHAPE: Shape = T::SHAPE;

    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }
}

impl<T: Output> Output for Option<T> {
    const SHAPE: Shape = Shape::Nullable(&T::SHAPE);

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: Output> Output for [T] {
    const SHAPE: Shape = T::LIST;

    fn write(&self, out: &mut Vec<u8>) {
        T::write_list(self, out);
    }
}

impl<T: Output> Output for Vec<T> {
    const SHAPE: Shape = T::LIST;

    fn write(&self, out: &mut Vec<u8>) {
        T::write_list(self, out);
    }
}

impl<T: Output + ?Sized> Output for Box<T> {
    const SHAPE: Shape = T::SHAPE;

    fn write(&self, out: &mut Vec<u8>) {
        T::write(self, out);
    }
}

impl<T: Output + ?Sized> Output for &T {
    const SHAPE: Shape = T::SHAPE;

    fn write(&self, out: &mut Vec<u8>) {
        T::write(self, out);
    }
}

fn write_map<'a, T: Output + 'a>(members: impl Iterator<Item = (&'a String, &'a T)>, out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write::write_text(name, out);
        out.push(b':');
        value.write(out);
    }
    out.push(b'}');
}

impl<T: Output> Output for HashMap<String, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);

    fn write(&self, out: &mut Vec<u8>) {
        write_map(self.iter(), out);
    }
}

impl<T: Output> Output for BTreeMap<String, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);

    fn write(&self, out: &mut Vec<u8>) {
        write_map(self.iter(), out);
    }
}

/// Appends a row: the readable columns, under their names in JSON. Who will read it is not known here, so a column that not everybody may see is
/// left out; a view of the user's own can hold it.
pub(crate) fn write_row(resource: &ResourceSpec, value: &dyn Fn(usize) -> Value, out: &mut Vec<u8>) {
    out.push(b'{');
    let mut first = true;
    for (index, column) in resource.columns.iter().enumerate().filter(|(at, _)| resource.is_plain(*at)) {
        if !std::mem::replace(&mut first, false) {
            out.push(b',');
        }
        write::write_text(column.member, out);
        out.push(b':');
        write_value(&value(index), column.data_type.kind, out);
    }
    out.push(b'}');
}

/// Appends a value in the format of its kind.
pub(crate) fn write_value(value: &Value, kind: Kind, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(truth) => truth.write(out),
        Value::Integer(n) => n.write(out),
        #[expect(clippy::cast_possible_truncation, reason = "an f32 was widened when it became a value")]
        Value::Float(n) if kind == Kind::F32 => (*n as f32).write(out),
        Value::Float(n) => n.write(out),
        Value::Text(text) => text.write(out),
        Value::Bytes(bytes) => bytes.write(out),
        Value::Uuid(uuid) => uuid.write(out),
        Value::Date(date) => date.write(out),
        Value::Time(time) => time.write(out),
        Value::DateTime(moment) => moment.write(out),
        Value::Timestamp(moment) => moment.write(out),
        // As the database answers it.
        Value::Decimal(decimal) => decimal.normalize().write(out),
        Value::Json(json) => json.write(out),
    }
}
