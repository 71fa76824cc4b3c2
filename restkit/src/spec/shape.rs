//! What stands inside a JSON value.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    ops::Deref,
};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Column, DataType, Input, Invalid, Kind, Output, ResourceSpec, Rule, TaggedSpec};

/// The shape of a JSON value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Any JSON.
    Any,
    /// A scalar: text, number, truth value, date … `nullable` in the data type allows `null`.
    Scalar(DataType),
    /// An array of items of one shape.
    List(&'static Shape),
    /// An object with free keys and members of one shape.
    Map(&'static Shape),
    /// An object with known members.
    Object(Lazy<ObjectSpec>),
    /// The inner shape, or `null`.
    Nullable(&'static Shape),
    /// A row, as answers hold it.
    Row(fn() -> &'static ResourceSpec),
    /// An object whose members depend on a word in it.
    Tagged(Lazy<TaggedSpec>),
}

/// A descriptor by way of a function, so that the shape of a type which holds itself has an end.
pub struct Lazy<T: 'static>(fn() -> &'static T);

impl<T> Lazy<T> {
    /// The descriptor.
    pub fn get(&self) -> &'static T {
        (self.0)()
    }
}

impl<T> Deref for Lazy<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.get()
    }
}

impl<T> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Lazy<T> {}

impl<T> fmt::Debug for Lazy<T> {
    // What is behind it may lead back here.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lazy")
    }
}

/// A rule of a whole object, given its JSON.
pub type ObjectRule = fn(&serde_json::Value) -> Result<(), Invalid>;

/// Which way a type travels: what may be left out of a body is always there in an answer, so one type can have two schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Inside a JSON column: both ways.
    Both,
    /// Into the server.
    Input,
    /// Out of the server.
    Output,
}

/// A struct with `#[derive(Schema)]`, `#[derive(Input)]` or `#[derive(Output)]`.
#[derive(Debug)]
pub struct ObjectSpec {
    /// The name of the type, as in `Address`.
    pub name: &'static str,
    /// Its documentation comment.
    pub docs: &'static str,
    /// Its members, in order of declaration.
    pub members: &'static [Member],
    /// The rules of the whole struct, given the JSON object; called only when every member is right.
    pub rules: &'static [ObjectRule],
    /// Whether members that are not listed are let through.
    pub open: bool,
    /// Which way it travels.
    pub side: Side,
}

impl ObjectSpec {
    /// A struct with these members, no rules, and no others let through.
    pub const fn new(name: &'static str, docs: &'static str, members: &'static [Member]) -> Self {
        Self { name, docs, members, rules: &[], open: false, side: Side::Both }
    }

    /// The same struct with rules.
    pub const fn rules(mut self, rules: &'static [ObjectRule]) -> Self {
        self.rules = rules;
        self
    }

    /// The same struct, which travels one way.
    pub const fn side(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    /// The same struct, letting members through that are not listed.
    pub const fn open(mut self) -> Self {
        self.open = true;
        self
    }
}

/// One member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in JSON.
    pub name: &'static str,
    /// The documentation comment.
    pub docs: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// Whether it must be present.
    pub required: bool,
    /// Its rules.
    pub rules: &'static [Rule],
    /// What it is when it is left out, as JSON, if that is known.
    pub default: Option<fn() -> Option<serde_json::Value>>,
    /// What the document shows, as JSON; made up when nobody said.
    pub example: Option<&'static str>,
}

/// The members that the problems of a kind have besides those of all.
#[derive(Debug)]
pub struct ProblemMembers(pub &'static [Member]);

impl Member {
    /// A member of type `T`, required unless it is nullable.
    pub const fn new<T: Schema>(name: &'static str, docs: &'static str) -> Self {
        Self { name, docs, shape: T::SHAPE, required: !T::SHAPE.is_nullable(), rules: &[], default: None, example: None }
    }

    /// A member of type `T` of an input.
    pub const fn input<T: Input>(name: &'static str, docs: &'static str) -> Self {
        Self { name, docs, shape: T::SHAPE, required: !T::OPTIONAL, rules: &[], default: None, example: None }
    }

    /// A member of type `T` of an output: always there.
    pub const fn output<T: Output>(name: &'static str, docs: &'static str) -> Self {
        Self { name, docs, shape: T::SHAPE, required: true, rules: &[], default: None, example: None }
    }

    /// The same member with rules.
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// The same member, of which the document shows this JSON.
    pub const fn example(mut self, json: &'static str) -> Self {
        self.example = Some(json);
        self
    }

    /// The same member, which may be left out (`#[serde(default)]`).
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same member, which is what `default` says when it is left out.
    pub const fn default(mut self, default: fn() -> Option<serde_json::Value>) -> Self {
        self.required = false;
        self.default = Some(default);
        self
    }
}

impl Shape {
    /// The shape of a struct.
    pub const fn object(spec: fn() -> &'static ObjectSpec) -> Self {
        Self::Object(Lazy(spec))
    }

    /// The shape of an enum with a tag.
    pub const fn tagged(spec: fn() -> &'static TaggedSpec) -> Self {
        Self::Tagged(Lazy(spec))
    }

    /// Whether `null` is a value of this shape.
    pub const fn is_nullable(&self) -> bool {
        match self {
            Self::Any | Self::Nullable(_) => true,
            Self::Scalar(data_type) => data_type.nullable,
            Self::List(_) | Self::Map(_) | Self::Object(_) | Self::Row(_) | Self::Tagged(_) => false,
        }
    }

    /// Whether texts with names can hold it, as queries, forms, headers and cookies are: an object whose members are scalars or lists
    /// of scalars.
    pub fn is_flat(&self) -> bool {
        matches!(self, Self::Object(object) if object.members.iter().all(|member| member.shape.is_field()))
    }

    /// Whether texts under one name can hold it.
    pub const fn is_field(&self) -> bool {
        self.is_text(true)
    }

    /// Whether one text can hold it, or a list of them.
    const fn is_text(&self, or_list: bool) -> bool {
        match self {
            Self::Scalar(data_type) => !matches!(data_type.kind, Kind::Json),
            Self::Nullable(inner) => inner.is_text(or_list),
            Self::List(inner) => or_list && inner.is_text(false),
            Self::Any | Self::Map(_) | Self::Object(_) | Self::Row(_) | Self::Tagged(_) => false,
        }
    }
}

/// A type whose JSON is known: what it looks like and which rules it obeys.
///
/// Derive it for a struct that stands inside a [`Json`](super::Json) column. The names of the members follow serde's renames.
#[diagnostic::on_unimplemented(
    message = "the JSON of `{Self}` is not known",
    label = "no schema",
    note = "write `#[derive(Serialize, Deserialize, Schema)]` on the struct"
)]
pub trait Schema {
    /// The shape of this type's JSON.
    const SHAPE: Shape;
}

macro_rules! scalars {
    ($($ty:ty),* $(,)?) => {$(
        impl Schema for $ty {
            const SHAPE: Shape = Shape::Scalar(<$ty as Column>::TYPE);
        }
    )*};
}

scalars!(
    bool,
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    f32,
    f64,
    String,
    Uuid,
    NaiveDate,
    NaiveTime,
    NaiveDateTime,
    DateTime<Utc>,
    Decimal,
);

impl Schema for serde_json::Value {
    const SHAPE: Shape = Shape::Any;
}

impl<T: Schema> Schema for Option<T> {
    const SHAPE: Shape = Shape::Nullable(&T::SHAPE);
}

impl<T: Schema> Schema for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}

impl<T: Schema> Schema for Box<T> {
    const SHAPE: Shape = T::SHAPE;
}

impl<T: Schema> Schema for HashMap<String, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);
}

impl<T: Schema> Schema for BTreeMap<String, T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);
}
