//! What a macro cannot see of a type, asked of the type itself: whether a rule or a role fits it.
//!
//! Each function here makes a piece of a descriptor and only takes the types it fits. Generated code calls it with the user's type,
//! so a mistake is reported at that type, in the words of `on_unimplemented`.

pub mod aggregate;
pub mod computed;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use http::StatusCode;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::problem::ProblemKind;

use super::{Column, ColumnEnum, ColumnSpec, Generated, Id, Json, Kind, Literal, Number, Patch, Resource, Rule, Shape};

/// A newtype with `#[derive(Column)]`: what fits the inner type fits it too.
#[diagnostic::on_unimplemented(
    message = "this rule does not fit `{Self}`",
    label = "the rule does not fit this type",
    note = "`length` is for texts, bytes and lists, `range` for numbers, `each` for lists, and the other rules for texts"
)]
pub trait Newtype {
    /// The type of its one field.
    type Inner;
}

/// A type of keys that nobody has to set.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a resource",
    label = "a key that nobody sets is an `i64` or a `Uuid`",
    note = "`i64` is counted by the database, a `Uuid` (v7) is made by the server"
)]
pub trait KeyType: Column {}
impl KeyType for i64 {}
impl KeyType for Uuid {}

/// A type of keys that come from the body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a resource",
    label = "no key",
    note = "a key is an integer, a text, a `Uuid`, a date, an enum with `#[derive(ColumnEnum)]`, a newtype with `#[derive(Column)]` or an `Id<…>`"
)]
pub trait NaturalKeyType: super::NotNull {}
#[diagnostic::do_not_recommend]
impl<T: super::NotNull> NaturalKeyType for T {}

/// A type that can hold the subject of a caller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot name an owner",
    label = "the owner is named by an `Id<…>`, an integer, a `Uuid` or a `String`",
    note = "restkit puts the subject (`sub`) of the caller's token here"
)]
pub trait OwnerType: Column {}
impl<R: Resource<Key: super::SingleKey>> OwnerType for Id<R> {}

/// Holds the path of an endpoint that takes a row against the parts of its key, none for a key of one part. Of the parameters that no other
/// argument reads a key of one part has the first; each has with it what is wrong when nobody reads it.
pub const fn row_in_path(parts: &[&str], parameters: &[&str], unread: &[(&str, &'static str)]) {
    let mut at = 0;
    while at < parts.len() {
        // Evaluated at compile time only: the macro does not see the struct.
        assert!(
            contains(parameters, parts[at]),
            "the path does not name the row, whose key has several parts: write a parameter for each, called like its field, as in `\"/{{team_id}}/{{user_id}}/promote\"`"
        );
        at += 1;
    }
    at = if parts.is_empty() { 1 } else { 0 };
    while at < unread.len() {
        let (parameter, fault) = unread[at];
        assert!(contains(parts, parameter), "{}", fault);
        at += 1;
    }
}

/// Whether a name is among others, for constants.
const fn contains(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

/// `DateTime<Utc>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold the time a row was made or changed",
    label = "write `DateTime<Utc>` here"
)]
pub trait TimestampType: Column {}
impl TimestampType for DateTime<Utc> {}

/// A type that can count the changes of a row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot count the versions of a row",
    label = "a version is an `i16`, `i32` or `i64`",
    note = "the column is raised by one with each change; a table without such a column needs no `version`"
)]
pub trait VersionType: Column {}
impl VersionType for i16 {}
impl VersionType for i32 {}
impl VersionType for i64 {}

/// A type with a length.
#[diagnostic::on_unimplemented(
    message = "`length` does not fit `{Self}`",
    label = "neither text nor bytes nor a list nor a map",
    note = "for numbers write `range(min = …, max = …)`"
)]
pub trait HasLength {}
impl HasLength for String {}
impl<T> HasLength for Vec<T> {}
impl<T> HasLength for HashMap<String, T> {}
impl<T> HasLength for BTreeMap<String, T> {}
impl<T: HasLength> HasLength for Json<T> {}
impl<T: HasLength> HasLength for Option<T> {}
impl<T: HasLength> HasLength for Patch<T> {}
#[diagnostic::do_not_recommend]
impl<T: Newtype<Inner: HasLength>> HasLength for T {}

/// A type of numbers.
#[diagnostic::on_unimplemented(
    message = "`range` does not fit `{Self}`",
    label = "not a number",
    note = "for texts and lists write `length(min = …, max = …)`"
)]
pub trait IsNumber {
    /// The least and the greatest whole number, of a type that only has whole ones.
    const WHOLE: Option<(i64, i64)> = None;
}
impl IsNumber for Decimal {}
impl<T: IsNumber> IsNumber for Json<T> {
    const WHOLE: Option<(i64, i64)> = T::WHOLE;
}
impl<T: IsNumber> IsNumber for Option<T> {
    const WHOLE: Option<(i64, i64)> = T::WHOLE;
}
impl<T: IsNumber> IsNumber for Patch<T> {
    const WHOLE: Option<(i64, i64)> = T::WHOLE;
}
#[diagnostic::do_not_recommend]
impl<T: Newtype<Inner: IsNumber>> IsNumber for T {
    const WHOLE: Option<(i64, i64)> = T::Inner::WHOLE;
}

/// A type of texts.
#[diagnostic::on_unimplemented(
    message = "this rule is for texts and does not fit `{Self}`",
    label = "not a text",
    note = "`pattern`, `email`, `url`, `non_blank` and `one_of(\"…\")` are rules for `String`, `Option<String>` and newtypes of these"
)]
pub trait IsText {}
impl IsText for String {}
impl<T: IsText> IsText for Json<T> {}
impl<T: IsText> IsText for Option<T> {}
impl<T: IsText> IsText for Patch<T> {}
#[diagnostic::do_not_recommend]
impl<T: Newtype<Inner: IsText>> IsText for T {}

/// A type of whole numbers.
#[diagnostic::on_unimplemented(
    message = "`one_of` with whole numbers does not fit `{Self}`",
    label = "not an integer",
    note = "for texts write `one_of(\"small\", \"large\")`"
)]
pub trait IsInteger {}
impl<T: IsInteger> IsInteger for Json<T> {}
impl<T: IsInteger> IsInteger for Option<T> {}
impl<T: IsInteger> IsInteger for Patch<T> {}
#[diagnostic::do_not_recommend]
impl<T: Newtype<Inner: IsInteger>> IsInteger for T {}

/// A type of lists.
#[diagnostic::on_unimplemented(
    message = "`each` does not fit `{Self}`",
    label = "not a list",
    note = "`each(…)` holds rules for the items of a `Vec` inside JSON, as in `Json<Vec<String>>`"
)]
pub trait IsList {
    /// The type of the items.
    type Item;
}
impl<T> IsList for Vec<T> {
    type Item = T;
}
impl<T: IsList> IsList for Json<T> {
    type Item = T::Item;
}
impl<T: IsList> IsList for Option<T> {
    type Item = T::Item;
}
impl<T: IsList> IsList for Patch<T> {
    type Item = T::Item;
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl IsInteger for $ty {}
        impl IsNumber for $ty {
            const WHOLE: Option<(i64, i64)> = <$ty as Column>::TYPE.kind.integer_range();
        }
        impl OwnerType for $ty {}
    )*};
}
integers!(i8, i16, i32, i64, u8, u16, u32, u64);
impl IsNumber for f32 {}
impl IsNumber for f64 {}
impl OwnerType for Uuid {}
impl OwnerType for String {}
impl<T: OwnerType + super::NotNull> OwnerType for Option<T> {}
#[diagnostic::do_not_recommend]
impl<T: Column + Newtype<Inner: OwnerType>> OwnerType for T {}

/// The items of a list.
pub type Item<T> = <T as IsList>::Item;

/// The key.
pub const fn key<T: KeyType>(field: &'static str) -> ColumnSpec {
    ColumnSpec::new::<T>(field).generated(Generated::Key).key()
}

/// A key that comes from the body. `rules` are its own.
pub const fn natural_key<T: NaturalKeyType>(field: &'static str, rules: &'static [Rule]) -> ColumnSpec {
    // Evaluated at compile time only; the macro says the same in better words where it can see the type.
    assert!(
        !matches!(T::TYPE.kind, Kind::Json | Kind::Bytes | Kind::F32 | Kind::F64 | Kind::Decimal | Kind::Bool),
        "a key is an integer, a text, a `Uuid`, a date, an enum, a newtype of one of these or an `Id<…>`"
    );
    assert!(
        !matches!(T::TYPE.kind, Kind::Text)
            || !T::TYPE.variants.is_empty()
            || T::TYPE.references.is_some()
            || is_bounded(rules)
            || is_bounded(T::TYPE.rules),
        "a text that is a key stands in paths and in an index: add `#[validate(length(min = 1, max = 100))]`, with at most 600"
    );
    ColumnSpec::new::<T>(field).rules(rules).key()
}

/// Whether a text is neither empty nor too long for an index of PostgreSQL.
const fn is_bounded(rules: &[Rule]) -> bool {
    let mut at = 0;
    while at < rules.len() {
        match &rules[at] {
            Rule::Length { min: Some(1..), max: Some(..=600) } | Rule::OneOf(_) => return true,
            _ => at += 1,
        }
    }
    false
}

/// A column that is sorted by, or indexed.
pub const fn comparable<T: Column>(field: &'static str) -> ColumnSpec {
    // Evaluated at compile time only; the macro says the same in better words where it can see the type.
    assert!(
        !matches!(T::TYPE.kind, Kind::Json),
        "JSON cannot be compared, so `sort`, `unique` and `index` do not fit the type of this field"
    );
    ColumnSpec::new::<T>(field)
}

/// The column that names the owner.
pub const fn owner<T: OwnerType>(field: &'static str) -> ColumnSpec {
    ColumnSpec::new::<T>(field).generated(Generated::Owner).owner()
}

/// A part of a key that names the owner.
pub const fn owner_key<T: OwnerType + NaturalKeyType>(field: &'static str) -> ColumnSpec {
    // Evaluated at compile time only; the macro says the same where it can see the type.
    assert!(
        !matches!(T::TYPE.kind, Kind::Text) || T::TYPE.references.is_some(),
        "the subject of a caller may be too long for the index of a key: write an `Id<…>`, an integer or a `Uuid`"
    );
    ColumnSpec::new::<T>(field).generated(Generated::Owner).owner().key()
}

/// The time a row was made.
pub const fn created_at<T: TimestampType>(field: &'static str) -> ColumnSpec {
    ColumnSpec::new::<T>(field).generated(Generated::CreatedAt)
}

/// The time a row was last changed.
pub const fn updated_at<T: TimestampType>(field: &'static str) -> ColumnSpec {
    ColumnSpec::new::<T>(field).generated(Generated::UpdatedAt)
}

/// The number of the row's version.
pub const fn version<T: VersionType>(field: &'static str) -> ColumnSpec {
    ColumnSpec::new::<T>(field).generated(Generated::Version)
}

/// `length(min, max)`.
pub const fn length<T: HasLength>(min: Option<u64>, max: Option<u64>) -> Rule {
    Rule::Length { min, max }
}

/// `range(min, max)`.
pub const fn range<T: IsNumber>(min: Option<Number>, max: Option<Number>) -> Rule {
    // Evaluated at compile time only: a bound that no value reaches is a slip of the pen.
    if let Some(whole) = T::WHOLE {
        assert!(is_within(min, whole), "`min` of this `range` is not a value that the type of the field can have");
        assert!(is_within(max, whole), "`max` of this `range` is not a value that the type of the field can have");
    }
    Rule::Range { min, max }
}

const fn is_within(bound: Option<Number>, (least, greatest): (i64, i64)) -> bool {
    match bound {
        None => true,
        Some(Number::Integer(bound)) => least <= bound && bound <= greatest,
        Some(Number::Float(_)) => false,
    }
}

/// `pattern("…")`.
pub const fn pattern<T: IsText>(pattern: &'static str) -> Rule {
    Rule::Pattern(pattern)
}

/// `email`.
pub const fn email<T: IsText>() -> Rule {
    Rule::Email
}

/// `url`.
pub const fn url<T: IsText>() -> Rule {
    Rule::Url
}

/// `non_blank`.
pub const fn non_blank<T: IsText>() -> Rule {
    Rule::NonBlank
}

/// `one_of("a", "b")`.
pub const fn one_of_texts<T: IsText>(values: &'static [Literal]) -> Rule {
    Rule::OneOf(values)
}

/// `one_of(1, 2)`.
pub const fn one_of_integers<T: IsInteger>(values: &'static [Literal]) -> Rule {
    Rule::OneOf(values)
}

/// `each(…)`.
pub const fn each<T: IsList>(rules: &'static [Rule]) -> Rule {
    Rule::Each(rules)
}

/// The shape of what stands beside a tag.
pub const fn beside_tag(shape: Shape) -> Shape {
    // Evaluated at compile time only: what a type looks like is not known to the macro.
    assert!(
        matches!(shape, Shape::Object(_)),
        "a variant of an enum with `#[serde(tag = \"…\")]` carries a struct with members: give it one, or write `content = \"…\"` beside `tag`"
    );
    shape
}

/// The words of an enum as a type.
pub const fn enumeration<T: ColumnEnum>(name: &'static str, docs: &'static str) -> super::DataType {
    super::DataType::enumeration(name, docs, T::WORDS).renamed(T::RENAMED)
}

/// A kind of problem of an app's own. One with the code of restkit's is that of restkit: clients know it by this word.
pub const fn problem_kind(status: u16, code: &'static str, title: &'static str) -> ProblemKind {
    let mut index = 0;
    while index < ProblemKind::OWN.len() {
        let own = ProblemKind::OWN[index];
        if same(own.code, code) {
            // Evaluated at compile time only.
            assert!(own.status.as_u16() == status, "restkit itself answers this code with another status: write another `code`");
            return own;
        }
        index += 1;
    }
    match StatusCode::from_u16(status) {
        Ok(status) => ProblemKind { status, code, title },
        // Unreachable: the macro lets only 400 to 599 through.
        Err(_) => ProblemKind::INTERNAL,
    }
}

/// Whether two texts are the same, for constants.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}
