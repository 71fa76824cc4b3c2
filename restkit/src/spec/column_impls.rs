//! [`Column`] for the types of the standard library and of the crates restkit stands on.

use std::ops::{Deref, DerefMut};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Column, DataType, Kind, NotNull, Schema, Shape, TypeMismatch, Value};

macro_rules! integers {
    ($($ty:ident $kind:ident),* $(,)?) => {$(
        impl Column for $ty {
            const TYPE: DataType = DataType::new(Kind::$kind);

            fn to_value(&self) -> Value {
                // Only a u64 above i64::MAX does not fit; it is stored as the largest value that does, and `input`
                // refuses it before it gets here.
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn from_value(value: Value) -> Result<Self, TypeMismatch> {
                match value {
                    Value::Integer(n) => Self::try_from(n).map_err(|_| TypeMismatch { expected: stringify!($ty) }),
                    _ => Err(TypeMismatch { expected: stringify!($ty) }),
                }
            }
        }
        impl NotNull for $ty {}
    )*};
}

integers!(i8 I8, i16 I16, i32 I32, i64 I64, u8 U8, u16 U16, u32 U32, u64 U64);

macro_rules! scalars {
    ($($ty:ty, $kind:ident, $variant:ident, $expected:literal;)*) => {$(
        impl Column for $ty {
            const TYPE: DataType = DataType::new(Kind::$kind);

            // Not every one of these types is `Copy`.
            #[allow(clippy::clone_on_copy)]
            fn to_value(&self) -> Value {
                Value::$variant(self.clone())
            }

            fn into_value(self) -> Value {
                Value::$variant(self)
            }

            fn from_value(value: Value) -> Result<Self, TypeMismatch> {
                match value {
                    Value::$variant(inner) => Ok(inner),
                    _ => Err(TypeMismatch { expected: $expected }),
                }
            }
        }
        impl NotNull for $ty {}
    )*};
}

scalars! {
    bool, Bool, Bool, "truth value";
    f64, F64, Float, "number";
    String, Text, Text, "text";
    Vec<u8>, Bytes, Bytes, "byte string";
    Uuid, Uuid, Uuid, "UUID";
    NaiveDate, Date, Date, "date";
    NaiveTime, Time, Time, "time of day";
    NaiveDateTime, DateTime, DateTime, "date and time";
    DateTime<Utc>, Timestamp, Timestamp, "timestamp";
    Decimal, Decimal, Decimal, "decimal number";
    serde_json::Value, Json, Json, "JSON value";
}

impl Column for f32 {
    const TYPE: DataType = DataType::new(Kind::F32);

    fn to_value(&self) -> Value {
        Value::Float(f64::from(*self))
    }

    fn from_value(value: Value) -> Result<Self, TypeMismatch> {
        match value {
            #[expect(clippy::cast_possible_truncation, reason = "the column holds an f32, widened on its way here")]
            Value::Float(n) => Ok(n as Self),
            _ => Err(TypeMismatch { expected: "number" }),
        }
    }
}
impl NotNull for f32 {}

impl<T: NotNull> Column for Option<T> {
    const TYPE: DataType = T::TYPE.or_null();

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }

    fn from_value(value: Value) -> Result<Self, TypeMismatch> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// A Rust type stored as JSON (`JSONB` in PostgreSQL, text in SQLite); as an argument of a handler, the JSON body of the request. It derefs to
/// what it holds.
///
/// As a column, `T` is any type with a [`Schema`]: a struct with `#[derive(Serialize, Deserialize, Schema)]`, a list or a map of such, or a scalar.
/// Its rules are checked and its schema documented like those of the resource itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Schema> Json<T> {
    const SHAPE: Shape = T::SHAPE;
}

impl<T: Schema + Serialize + DeserializeOwned + Send + Sync + 'static> Column for Json<T> {
    const TYPE: DataType = DataType::json(&Self::SHAPE);

    fn to_value(&self) -> Value {
        // A type that cannot be written as JSON (a map with keys that are no text) becomes null, which the column refuses.
        serde_json::to_value(&self.0).map_or(Value::Null, Value::Json)
    }

    fn from_value(value: Value) -> Result<Self, TypeMismatch> {
        match value {
            Value::Json(json) => {
                serde_json::from_value(json).map(Self).map_err(|_| TypeMismatch { expected: "JSON value of this type" })
            }
            _ => Err(TypeMismatch { expected: "JSON value" }),
        }
    }
}
impl<T: Schema + Serialize + DeserializeOwned + Send + Sync + 'static> NotNull for Json<T> {}
