//! Types that a request holds: bodies, queries, forms and what stands in them.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value as JsonValue};

use super::{Column, DataType, Id, Json, Kind, Resource, Shape, SingleKey, TypeMismatch, Value};
use crate::json::read;

/// A type that a request can hold; derive it with `#[derive(Input)]`.
///
/// Its [`SHAPE`](Self::SHAPE) is what the request is held against and what the document says; [`read`](Self::read) makes the value out
/// of JSON that has passed. Both come from one declaration, so that a handler never receives what was not checked.
///
/// Implemented for every scalar that a column can hold, enums with `ColumnEnum`, newtypes with `Column`, `Id<R>`, `Option`, `Vec` and
/// `Box` of inputs, maps from `String` to them, and `serde_json::Value`. `Vec<u8>` is a byte string: base64 in JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a request",
    label = "no input",
    note = "for a struct or an enum with payload write `#[derive(Input)]`, for a plain enum `#[derive(ColumnEnum)]`, for a newtype `#[derive(Column)]`"
)]
pub trait Input: Sized {
    /// What the JSON looks like.
    const SHAPE: Shape;

    /// Whether a member of this type may be left out.
    const OPTIONAL: bool = Self::SHAPE.is_nullable();

    /// What a list of these looks like: a list, unless it is a byte string.
    #[doc(hidden)]
    const LIST: Shape = Shape::List(&Self::SHAPE);

    /// Makes the value out of JSON in which nothing was found to be wrong.
    ///
    /// # Errors
    /// When it is not of the type all the same.
    fn read(json: JsonValue) -> Result<Self, TypeMismatch>;

    /// The value of a member that was left out.
    ///
    /// # Errors
    /// When it may not be left out.
    fn missing() -> Result<Self, TypeMismatch> {
        Err(TypeMismatch { expected: "value that is there" })
    }

    /// Makes a list out of JSON.
    #[doc(hidden)]
    fn read_list(json: JsonValue) -> Result<Vec<Self>, TypeMismatch> {
        match json {
            JsonValue::Array(items) => items.into_iter().map(Self::read).collect(),
            _ => Err(TypeMismatch { expected: "list" }),
        }
    }
}

/// Makes a scalar out of JSON.
///
/// # Errors
/// When it is not of the type.
pub(crate) fn read_scalar<T: Column>(json: JsonValue) -> Result<T, TypeMismatch> {
    T::from_value(scalar_value(&T::TYPE, json)?)
}

/// The value in a JSON scalar, whose rules and bounds were checked before.
fn scalar_value(data_type: &DataType, json: JsonValue) -> Result<Value, TypeMismatch> {
    let kind = data_type.kind;
    match json {
        JsonValue::Null if data_type.nullable => Some(Value::Null),
        json if kind == Kind::Json => Some(Value::Json(json)),
        JsonValue::Bool(truth) if kind == Kind::Bool => Some(Value::Bool(truth)),
        JsonValue::Number(number) if kind.integer_range().is_some() => number.as_i64().map(Value::Integer),
        JsonValue::Number(number) if matches!(kind, Kind::F32 | Kind::F64) => number.as_f64().map(Value::Float),
        JsonValue::String(text) => match kind {
            Kind::Text => Some(Value::Text(text)),
            Kind::Bytes => read::bytes(&text).map(Value::Bytes),
            Kind::Uuid => read::uuid(&text).map(Value::Uuid),
            Kind::Date => read::date(text.as_bytes()).map(Value::Date),
            Kind::Time => read::time(text.as_bytes()).map(Value::Time),
            Kind::DateTime => read::date_time(text.as_bytes()).map(Value::DateTime),
            Kind::Timestamp => read::timestamp(text.as_bytes())
                .and_then(|(local, offset)| local.checked_sub_signed(offset))
                .map(|utc| Value::Timestamp(utc.and_utc())),
            Kind::Decimal => read::decimal(&text).map(Value::Decimal),
            _ => None,
        },
        _ => None,
    }
    .ok_or(TypeMismatch { expected: "value of its type" })
}

/// The members of an object, to be taken out one by one.
#[derive(Debug)]
pub struct InputMembers(Map<String, JsonValue>);

impl InputMembers {
    /// The members of this JSON.
    ///
    /// # Errors
    /// When it is no object.
    pub fn new(json: JsonValue) -> Result<Self, TypeMismatch> {
        match json {
            JsonValue::Object(members) => Ok(Self(members)),
            _ => Err(TypeMismatch { expected: "object" }),
        }
    }

    /// Takes a member.
    ///
    /// # Errors
    /// When it is not of the type, or not there although it has to be.
    pub fn take<T: Input>(&mut self, name: &str) -> Result<T, TypeMismatch> {
        self.0.remove(name).map_or_else(T::missing, T::read)
    }

    /// Takes a member that may be left out.
    ///
    /// # Errors
    /// When it is not of the type.
    pub fn find<T: Input>(&mut self, name: &str) -> Result<Option<T>, TypeMismatch> {
        self.0.remove(name).map(T::read).transpose()
    }
}

macro_rules! scalars {
    ($($ty:ty),* $(,)?) => {$(
        impl Input for $ty {
            const SHAPE: Shape = Shape::Scalar(<$ty as Column>::TYPE);

            fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
                read_scalar(json)
            }
        }
    )*};
}

scalars!(
    bool,
    i8,
    i16,
    i32,
    i64,
    u16,
    u32,
    u64,
    f32,
    f64,
    String,
    uuid::Uuid,
    chrono::NaiveDate,
    chrono::NaiveTime,
    chrono::NaiveDateTime,
    chrono::DateTime<chrono::Utc>,
    rust_decimal::Decimal,
);

impl Input for u8 {
    const SHAPE: Shape = Shape::Scalar(<Self as Column>::TYPE);
    const LIST: Shape = Shape::Scalar(<Vec<Self> as Column>::TYPE);

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        read_scalar(json)
    }

    fn read_list(json: JsonValue) -> Result<Vec<Self>, TypeMismatch> {
        read_scalar(json)
    }
}

impl<R: Resource<Key: SingleKey>> Input for Id<R> {
    const SHAPE: Shape = Shape::Scalar(<Self as Column>::TYPE);

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        read_scalar(json)
    }
}

impl Input for JsonValue {
    const SHAPE: Shape = Shape::Any;

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        Ok(json)
    }

    fn missing() -> Result<Self, TypeMismatch> {
        Ok(Self::Null)
    }
}

/// The same as `T`: what handlers of axum are used to write.
impl<T: Input> Input for Json<T> {
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = T::OPTIONAL;

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        T::read(json).map(Self)
    }

    fn missing() -> Result<Self, TypeMismatch> {
        T::missing().map(Self)
    }
}

impl<T: Input> Input for Option<T> {
    const SHAPE: Shape = Shape::Nullable(&T::SHAPE);

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        if json.is_null() { Ok(None) } else { T::read(json).map(Some) }
    }

    fn missing() -> Result<Self, TypeMismatch> {
        Ok(None)
    }
}

impl<T: Input> Input for Vec<T> {
    const SHAPE: Shape = T::LIST;

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        T::read_list(json)
    }
}

impl<T: Input> Input for Box<T> {
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = T::OPTIONAL;

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        T::read(json).map(Self::new)
    }

    fn missing() -> Result<Self, TypeMismatch> {
        T::missing().map(Self::new)
    }
}

fn read_map<T: Input, M: FromIterator<(String, T)>>(json: JsonValue) -> Result<M, TypeMismatch> {
    match json {
        JsonValue::Object(members) => members.into_iter().map(|(name, member)| Ok((name, T::read(member)?))).collect(),
        _ => Err(TypeMismatch { expected: "object" }),
    }
}

impl<T: Input> Input for HashMap<String, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        read_map(json)
    }
}

impl<T: Input> Input for BTreeMap<String, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);

    fn read(json: JsonValue) -> Result<Self, TypeMismatch> {
        read_map(json)
    }
}
