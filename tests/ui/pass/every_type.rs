//! Every type that a column can have, plain and optional.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use web::prelude::*;

/// A plain enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum Size {
    /// Not large.
    Small,
    /// Not small.
    Large,
}

/// A newtype with a rule of its own.
#[derive(Clone, Debug, Column, Serialize, Deserialize)]
#[validate(email, length(max = 254))]
pub struct Email(pub String);

/// A newtype over a newtype: both have rules.
#[derive(Clone, Debug, Column)]
pub struct WorkEmail(#[validate(pattern("@work\\.example$"))] pub Email);

/// A newtype with a named field.
#[derive(Clone, Copy, Debug, Column)]
pub struct Cents {
    /// The amount.
    #[validate(range(min = 0))]
    pub amount: i64,
}

/// What stands inside JSON.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[validate(custom(has_a_house))]
pub struct Address {
    /// The street.
    #[validate(non_blank, length(max = 100))]
    pub street: String,
    /// The number, if there is one.
    #[validate(range(min = 1), custom(odd))]
    pub house_number: Option<u32>,
    /// Who lives there.
    #[serde(default)]
    #[validate(length(max = 10), each(email, custom(short)))]
    pub residents: Vec<Email>,
    /// Where else.
    pub others: Option<Box<Other>>,
    /// Notes by language.
    pub notes: BTreeMap<String, String>,
    /// How large it is.
    pub size: Size,
}

/// More of it.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Other {
    /// The town.
    pub r#type: String,
}

fn has_a_house(_: &Address) -> Result<(), Invalid> {
    Ok(())
}

fn odd(number: &u32) -> Result<(), Invalid> {
    if number % 2 == 1 { Ok(()) } else { Err(Invalid::new("even", "must be odd")) }
}

fn short(email: &Email) -> Result<(), Invalid> {
    if email.0.len() < 40 { Ok(()) } else { Err(Invalid::new("long", "must be short")) }
}

fn few(tags: &Json<Vec<String>>) -> Result<(), Invalid> {
    if tags.0.len() < 9 { Ok(()) } else { Err(Invalid::new("many", "must be few")) }
}

fn calm(title: &str) -> Result<(), Invalid> {
    if title.contains('!') { Err(Invalid::new("loud", "must be calm")) } else { Ok(()) }
}

/// All of them.
#[resource(path = "/everything")]
#[authorize(read = public, create = public, update = public, delete = public)]
#[allow(missing_debug_implementations)]
pub struct Everything {
    /// The key.
    #[resource(id)]
    pub id: Uuid,
    /// `i8`
    #[validate(range(min = -5, max = 5))]
    pub a: i8,
    /// `i16`
    pub b: i16,
    /// `i32`
    #[validate(one_of(1, -2, 3))]
    pub c: i32,
    /// `i64`
    pub d: i64,
    /// `u8`
    pub e: u8,
    /// `u16`
    pub f: u16,
    /// `u32`
    pub g: u32,
    /// `u64`
    pub h: u64,
    /// `f32`
    #[validate(range(min = 0.5, max = 2))]
    pub i: f32,
    /// `f64`
    pub j: f64,
    /// `bool`
    #[resource(default)]
    pub k: bool,
    /// Text.
    #[validate(length(min = 1, max = 20), pattern("^[a-z]+$"), custom(calm), custom(calm))]
    #[resource(default = "calm")]
    pub l: String,
    /// Text that may be null.
    #[validate(url, one_of("https://a.example", "https://b.example"), custom(calm))]
    #[resource(default = "https://a.example")]
    pub m: Option<String>,
    /// Bytes.
    #[validate(length(max = 1_000))]
    pub n: Vec<u8>,
    /// Bytes that may be null.
    #[validate(length(max = 1_000))]
    pub o: Option<Vec<u8>>,
    /// A UUID.
    pub p: Uuid,
    /// A date.
    pub q: NaiveDate,
    /// A time of day.
    pub r: NaiveTime,
    /// A date and time.
    pub s: NaiveDateTime,
    /// A moment.
    pub t: DateTime<Utc>,
    /// A decimal number.
    #[validate(range(min = 0, max = 9.99))]
    #[resource(type = "NUMERIC(10, 2)")]
    pub u: Decimal,
    /// Any JSON.
    pub v: web::__private::serde_json::Value,
    /// Known JSON.
    pub w: Json<Address>,
    /// A list.
    #[validate(length(max = 9), each(length(max = 9), custom(calm)), custom(few))]
    pub x: Json<Vec<String>>,
    /// A list that may be null.
    #[validate(length(max = 9), each(range(max = 9)))]
    pub y: Option<Json<Vec<i64>>>,
    /// An enum.
    #[resource(filter, sort, default = Size::Small)]
    pub z: Size,
    /// An enum that may be null.
    #[resource(default = Some(Size::Large))]
    pub aa: Option<Size>,
    /// A newtype.
    #[validate(length(min = 6))]
    pub bb: Email,
    /// A newtype of a newtype.
    pub cc: Option<WorkEmail>,
    /// A newtype with a name inside.
    #[validate(range(max = 100_000))]
    pub dd: Cents,
    /// Another row.
    #[resource(filter, index)]
    pub ee: Option<Id<Everything>>,
}
