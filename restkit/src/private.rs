//! What generated code calls: the only names it uses, and no part of the interface of this crate.
//!
//! Invariants:
//! - Code that an older patch release of `restkit-macros` generated must not need to compile against this one: the two crates are
//!   pinned to each other, so anything here may change.
//! - Nothing here holds logic of its own beyond turning values from one form into another.

pub use crate::spec::{
    AggregateSpec, Column, ColumnEnum, ColumnSpec, DataType, Field, Input, InputMembers, InputTagged, Invalid, IsOrdered,
    Literal, Member, NotNull, Number, ObjectSpec, OnDelete, Operation, Output, OutputMembers, Patch, Policy, ProblemMembers,
    RelationSpec, Resource, ResourceSpec, RowRule, Rule, Schema, SearchField, SearchSpec, Shape, Side, SqlPart, TaggedSpec,
    ToMany, ToOne, TypeMismatch, Value, VariantSpec, Version, Visibility,
    assert::{
        Item, Newtype, beside_tag, comparable, created_at, each, email, enumeration, key, length, natural_key, non_blank,
        one_of_integers, one_of_texts, owner, owner_key, pattern, problem_kind, range, row_in_path, updated_at, url, version,
    },
};
pub use crate::{
    app::Routes,
    db::{Dialect, Isolation, TransactionOptions},
    inject::{
        Answer, Argument, Asked, Chosen, CleanupFn, Dependency, Error, Handler, NothingToAsk, Outcome, Parsing, Scope, When,
        chosen, placed,
    },
    migrate::{DialectFiles, MigrationFiles, Migrations, ScriptFile},
    problem::{ApiError, Extension, Problem, ProblemKind, Problems},
    spec::assert::aggregate::{average, greatest, grouped, least, sum},
    spec::assert::computed::{computed_in_rust, computed_in_sql, count_of, greatest_of, least_of, sum_of},
    spec::known::{Known, KnownJson, UnknownJson},
    spec::reference::{cascade, restrict, set_null},
    spec::relation::{
        ascending, belongs_to, belongs_to_by, descending, has_many, has_many_by, has_one, has_one_by, many_to_many, part,
        part_of, part_or_null,
    },
    spec::search::searched,
    spec::{ArgumentFacts, ArgumentSpec, DependencySpec, EndpointSpec, GroupSpec, TypeFacts},
};
pub use core::{
    clone::Clone,
    convert::From,
    fmt,
    ops::Deref,
    option::Option::{self, None, Some},
    result::Result::{self, Ok},
};
pub use futures_util::future::BoxFuture;
pub use http::Method;
pub use serde;
pub use serde_json;
pub use std::{
    any::Any,
    boxed::Box,
    concat, env, file, format, include_bytes, include_str, line, stringify,
    sync::{Arc, OnceLock},
    vec,
    vec::Vec,
};

#[path = "private/error.rs"]
mod error;

pub use crate::resource::hooks;
pub use error::{Cause, ProblemField, cause, error, internal, problem, problem_field};

use std::borrow::Cow;

use serde::{Deserialize as _, Deserializer, Serializer, de::DeserializeOwned};

/// The decision for an action without an endpoint.
pub const NOBODY: Policy = Policy::Not(&Policy::Public);

/// A column's default.
pub fn value<T: Column>(value: T) -> Value {
    value.into_value()
}

/// A column's default that is written as a text in quotes.
pub fn text_value<T: Present<Type: FromText>>(text: &'static str) -> Value {
    T::Type::from_text(text).into_value()
}

/// A type that a text in quotes can be the default of.
#[diagnostic::on_unimplemented(
    message = "a text is no default for `{Self}`",
    label = "no text",
    note = "write a value of this type: `default = …`"
)]
pub trait FromText: Column {
    /// The value.
    fn from_text(text: &'static str) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Column + From<&'static str>> FromText for T {
    fn from_text(text: &'static str) -> Self {
        Self::from(text)
    }
}

/// A column's default that its type knows.
pub fn default_value<T: HasDefault>() -> Value {
    T::make().into_value()
}

/// A type that knows its default.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no default of its own",
    label = "no `Default`",
    note = "write the value, as in `#[resource(default = …)]`, or derive `Default`"
)]
pub trait HasDefault: Column {
    /// The default.
    fn make() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Column + Default> HasDefault for T {
    fn make() -> Self {
        Self::default()
    }
}

/// A type that may be null, seen without the null.
pub trait Present {
    /// The type that is never null.
    type Type: Column;
}

impl<T: NotNull> Present for T {
    type Type = T;
}

impl<T: NotNull> Present for Option<T> {
    type Type = T;
}

/// The endpoints of a resource: the generated ones, and these.
pub fn resource_routes<R: Resource>(handlers: Vec<Handler>) -> Routes {
    Routes::of_resource(R::spec(), handlers)
}

/// The endpoints of a group.
pub fn group_routes(group: &'static GroupSpec, handlers: Vec<Handler>) -> Routes {
    Routes::of_group(group, handlers)
}

/// What a handler answers when an argument noted no fault and was not read all the same.
///
/// # Errors
/// Always: 500.
pub fn unread<T>() -> Result<T, Problem> {
    let cause = std::io::Error::other("an argument was not read, and nothing was said to be wrong with it");
    Err(Problem::internal(cause))
}

/// Whether all arguments of a dependency were read.
pub fn all_read(read: &[bool]) -> Option<()> {
    read.iter().all(|read| *read).then_some(())
}

fn mismatch(mismatch: TypeMismatch) -> Invalid {
    Invalid::new("type", format!("must be a {}", mismatch.expected))
}

/// Gives a value to a custom rule. A null passes; a value that is not of the type does not.
///
/// # Errors
/// What the rule says.
pub fn check_value<T: Present>(value: &Value, rule: impl Fn(&T::Type) -> Result<(), Invalid>) -> Result<(), Invalid> {
    if value.is_null() {
        return Ok(());
    }
    rule(&T::Type::from_value(value.clone()).map_err(mismatch)?)
}

/// Gives what stands inside JSON to a custom rule. A null passes; JSON that is not of the type does not.
///
/// # Errors
/// What the rule says.
pub fn check_json<T: DeserializeOwned>(
    json: &serde_json::Value,
    rule: impl Fn(&T) -> Result<(), Invalid>,
) -> Result<(), Invalid> {
    if json.is_null() {
        return Ok(());
    }
    let value = T::deserialize(json).map_err(|_| Invalid::new("type", "must be of the type that the document gives"))?;
    rule(&value)
}

/// The input type of a resource, made from the values of all columns.
pub trait FromValues: Sized {
    /// Takes the values it needs.
    ///
    /// # Errors
    /// When one is not of its type.
    fn from_values(values: &[Value]) -> Result<Self, TypeMismatch>;
}

/// The value of one column; null when there is none.
///
/// # Errors
/// When it is not of the type.
pub fn take<T: Column>(values: &[Value], index: usize) -> Result<T, TypeMismatch> {
    T::from_value(values.get(index).cloned().unwrap_or(Value::Null))
}

/// The value of a field.
pub fn to_value<R: Resource>(column: usize, field: &dyn Any) -> Value {
    R::spec().columns.get(column).map_or(Value::Null, |column| column.conversion.to_value(field))
}

/// The values of all columns, to be taken in the order of the table.
#[derive(Debug)]
pub struct Values {
    columns: std::slice::Iter<'static, ColumnSpec>,
    values: vec::IntoIter<Value>,
}

impl Values {
    /// Takes from these.
    pub fn new<R: Resource>(values: Vec<Value>) -> Self {
        Self { columns: R::spec().columns.iter(), values: values.into_iter() }
    }

    /// The field of the next column; a value that is not there is null.
    ///
    /// # Errors
    /// When the value is not of the type.
    pub fn take<T: 'static>(&mut self) -> Result<T, TypeMismatch> {
        let value = self.values.next().unwrap_or(Value::Null);
        let column = self.columns.next().ok_or(TypeMismatch { expected: "column" })?;
        column.conversion.field(value)
    }
}

/// Gives a row to a rule of the whole struct.
///
/// # Errors
/// When a value is not of its type; inside, what the rule says.
pub fn check_row<T: FromValues>(
    values: &[Value],
    rule: impl Fn(&T) -> Result<(), Invalid>,
) -> Result<Result<(), Invalid>, TypeMismatch> {
    T::from_values(values).map(|row| rule(&row))
}

/// Appends a row as JSON, as generated endpoints write it.
pub fn write_row<R: Resource>(row: &R, out: &mut Vec<u8>) {
    crate::spec::write_row(R::spec(), &|column| row.value(column), out);
}

/// The word of an enum as a value.
pub fn enum_to_value<T: ColumnEnum>(value: &T) -> Value {
    Value::Text(value.word().to_owned())
}

/// An enum from its word.
///
/// # Errors
/// When it is no text, or no word of the enum.
pub fn enum_from_value<T: ColumnEnum>(value: &Value) -> Result<T, TypeMismatch> {
    match value {
        Value::Text(word) => T::from_word(word),
        _ => None,
    }
    .ok_or(TypeMismatch { expected: T::TYPE.name.unwrap_or("word") })
}

/// Writes an enum as its word.
///
/// # Errors
/// What the serializer says.
pub fn serialize_enum<T: ColumnEnum, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.word())
}

/// Reads an enum from its word.
///
/// # Errors
/// When it is no text, or no word of the enum.
pub fn deserialize_enum<'de, T: ColumnEnum, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let word = Cow::<str>::deserialize(deserializer)?;
    T::from_word(&word).ok_or_else(|| serde::de::Error::unknown_variant(&word, T::WORDS))
}

/// The shape of a column type inside JSON.
pub const fn scalar<T: Column>() -> Shape {
    Shape::Scalar(T::TYPE)
}

/// A column type out of JSON.
///
/// # Errors
/// When the JSON is not of the type.
pub fn read_scalar<T: Column>(json: serde_json::Value) -> Result<T, TypeMismatch> {
    crate::spec::read_scalar(json)
}

/// Appends a value as JSON.
pub fn write<T: Output>(value: &T, out: &mut Vec<u8>) {
    value.write(out);
}

/// Appends an object with a tag, a member as JSON, before its own members.
pub fn write_tagged<T: Output>(out: &mut Vec<u8>, tag: &str, value: &T) {
    crate::spec::write_tagged(out, tag, value);
}

/// A struct in which every member of another may be left out. Made once for each type, so that nothing is lost by keeping it for ever.
pub fn partial(shape: &Shape, name: &'static str, docs: &'static str) -> ObjectSpec {
    let Shape::Object(object) = shape else { return ObjectSpec::new(name, docs, &[]) };
    let may_be_left_out = |member: &Member| {
        let mut member = member.optional();
        member.default = None;
        member
    };
    let members: Vec<Member> = object.members.iter().map(may_be_left_out).collect();
    let mut partial = ObjectSpec::new(name, docs, members.leak()).side(object.side);
    partial.open = object.open;
    partial
}

/// Gives JSON to a rule of an input. A null passes; JSON that is not of the type does not.
///
/// # Errors
/// What the rule says.
pub fn check_input<T: Input>(json: &serde_json::Value, rule: impl Fn(&T) -> Result<(), Invalid>) -> Result<(), Invalid> {
    if json.is_null() {
        return Ok(());
    }
    rule(&T::read(json.clone()).map_err(mismatch)?)
}

/// Appends a value as the JSON that serde makes of it: what a JSON column holds.
pub fn write_serde<T: serde::Serialize>(value: &T, out: &mut Vec<u8>) {
    crate::spec::write_serde(value, out);
}

/// Appends the word of an enum as JSON.
pub fn write_word<T: ColumnEnum>(value: &T, out: &mut Vec<u8>) {
    value.word().write(out);
}

/// The type of a newtype over `T`.
pub const fn newtype<T: NotNull>(name: &'static str, docs: &'static str, rules: &'static [Rule]) -> DataType {
    let rules = if rules.is_empty() { T::TYPE.rules } else { rules };
    T::TYPE.named(name, docs, rules)
}

/// The value of a newtype.
pub fn newtype_to_value<T: NotNull>(inner: &T) -> Value {
    inner.to_value()
}

/// What is inside a newtype.
///
/// # Errors
/// When the value is not of its type.
pub fn newtype_from_value<T: NotNull>(value: Value) -> Result<T, TypeMismatch> {
    T::from_value(value)
}

/// How many rules a newtype over `T` has.
pub const fn rule_count<T: NotNull>(own: &[Rule]) -> usize {
    T::TYPE.rules.len() + own.len()
}

/// The rules of `T`, then those of the newtype over it.
pub const fn with_inner_rules<T: NotNull, const COUNT: usize>(own: &[Rule]) -> [Rule; COUNT] {
    let inner = T::TYPE.rules;
    let mut all = [Rule::Email; COUNT];
    let mut i = 0;
    while i < COUNT {
        all[i] = if i < inner.len() { inner[i] } else { own[i - inner.len()] };
        i += 1;
    }
    all
}
