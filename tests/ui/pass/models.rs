//! Bodies and answers, with every word.

use std::collections::{BTreeMap, HashMap};

use web::prelude::*;

/// How large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum Size {
    /// Small.
    Small,
    /// Large.
    Large,
}

/// An address.
#[derive(Clone, Debug, PartialEq, Eq, Column)]
#[validate(email)]
pub struct Email(pub String);

/// Every type, both ways.
#[derive(Clone, Debug, PartialEq, Input, Output)]
#[serde(rename_all = "camelCase")]
#[validate(custom(whole))]
pub struct Everything {
    /// A word.
    pub size: Size,
    /// An address.
    #[validate(length(max = 20), custom(address))]
    pub contact_at: Option<Email>,
    /// Bytes.
    #[validate(length(max = 3))]
    pub bytes: Vec<u8>,
    /// Numbers.
    #[validate(length(min = 1), each(range(min = 1, max = 5), custom(number)))]
    pub numbers: Vec<i32>,
    /// Free.
    pub free: web::__private::serde_json::Value,
    /// Further ones.
    #[serde(default)]
    pub children: Vec<Self>,
    /// One more.
    pub next: Option<Box<Everything>>,
    /// By name.
    #[serde(rename = "by\"name\\")]
    pub by_name: BTreeMap<String, Decimal>,
    /// By name again.
    pub by_hash: HashMap<String, f32>,
    /// A keyword.
    pub r#type: Option<DateTime<Utc>>,
}

fn whole(value: &Everything) -> Result<(), Invalid> {
    if value.numbers.is_empty() { Err(Invalid::new("empty", "must hold a number")) } else { Ok(()) }
}

const fn address(_: &Email) -> Result<(), Invalid> {
    Ok(())
}

const fn number(_: &i32) -> Result<(), Invalid> {
    Ok(())
}

fn twenty() -> u32 {
    20
}

/// Defaults, and what may be left out.
#[derive(Debug, Input)]
#[input(open)]
pub struct Search {
    /// Text.
    #[input(default = "all")]
    pub q: String,
    /// How many.
    #[input(default = 20, example = 50)]
    #[validate(range(min = 1, max = 100))]
    pub limit: u32,
    /// How many again.
    #[serde(default = "twenty")]
    pub most: u32,
    /// Labels.
    #[input(default)]
    pub tags: Vec<String>,
    /// Missing or there.
    pub since: Patch<NaiveDate>,
    /// Missing, null or there.
    #[validate(length(min = 2))]
    pub until: Patch<Option<String>>,
}

/// What everybody has who says nothing.
#[derive(Debug, Input, Output)]
#[serde(default)]
pub struct Settings {
    /// The colour.
    pub colour: String,
    /// The size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { colour: "red".to_owned(), size: None }
    }
}

/// A user.
#[derive(Clone, Debug, Input)]
#[input(partial = "UserPatch")]
pub struct User {
    /// The key.
    pub id: i64,
    /// The first name.
    #[validate(non_blank)]
    pub first: String,
    pub(crate) last: Option<String>,
    secret: String,
}

/// A part of it.
#[derive(Debug, Output)]
#[output(from = User)]
pub struct UserCard {
    /// The key.
    pub id: i64,
    /// Both names.
    #[output(with = full_name, example = "Ada \"A\" Lovelace")]
    pub name: String,
    /// The last name, which may not be there.
    pub last: Option<String>,
}

fn full_name(user: &User) -> String {
    format!("{} {} {}", user.first, user.last.as_deref().unwrap_or_default(), user.secret.len())
}

/// By card.
#[derive(Clone, Debug, PartialEq, Input, Output)]
pub struct Card {
    /// The number.
    pub number: String,
}

/// How somebody pays.
#[derive(Clone, Debug, PartialEq, Input, Output)]
#[serde(tag = "type", rename_all = "snake_case")]
#[validate(custom(payable))]
pub enum Payment {
    /// By card.
    Card(Card),
    /// By invoice.
    #[serde(rename_all = "camelCase")]
    Invoice {
        /// To whom.
        #[validate(non_blank)]
        billed_to: String,
        /// When.
        #[input(default)]
        due: Option<NaiveDate>,
    },
    /// In cash.
    InCash,
}

const fn payable(_: &Payment) -> Result<(), Invalid> {
    Ok(())
}

/// A message.
#[derive(Clone, Debug, PartialEq, Input, Output)]
#[serde(tag = "kind", content = "data")]
pub enum Message {
    /// A text.
    Text(String),
    /// Several.
    Many(Vec<Message>),
    /// A place.
    Place {
        /// North.
        latitude: f64,
        /// East.
        longitude: f64,
    },
    /// Nothing.
    Ping,
}

/// Around one value.
#[derive(Clone, Debug, PartialEq, Input, Output)]
pub struct Payments(pub Vec<Payment>);

/// Nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Input, Output)]
pub struct Nothing;

/// No members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Input, Output)]
pub struct Empty {}

/// The patch that was made.
pub fn change(user: &mut User, patch: UserPatch) {
    patch.apply(user);
}

/// Both conversions.
pub fn card(user: User) -> (UserCard, UserCard) {
    (UserCard::from(&user), user.into())
}

/// Inside a column, and nowhere else.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize, Schema)]
pub struct Stored {
    /// The colour.
    pub colour: String,
}

/// A newtype over it, which may stand in a body all the same.
#[derive(Clone, Debug, Column)]
pub struct Preferences(pub Json<Stored>);

/// That body.
#[derive(Clone, Debug, Input, Output)]
pub struct Profile {
    /// What is preferred.
    pub preferences: Option<Preferences>,
    /// Like the list itself.
    pub names: Json<Vec<String>>,
}

/// Holds what holds it.
#[derive(Clone, Debug, Input, Output)]
pub struct Folder {
    /// What is in it.
    pub files: Vec<File>,
}

/// Stands in what it holds.
#[derive(Clone, Debug, Input, Output)]
pub struct File {
    /// Where it is.
    pub folder: Option<Box<Folder>>,
    /// What is linked to it.
    #[serde(default)]
    pub links: BTreeMap<String, Patchwork>,
}

/// And so on.
#[derive(Clone, Debug, Input, Output)]
#[serde(tag = "kind", content = "value")]
pub enum Patchwork {
    /// A file.
    File(Box<File>),
    /// Folders.
    Folders(Vec<Folder>),
}

/// Holds itself inside of a column.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize, Schema)]
pub struct Tree {
    /// Smaller ones.
    pub branches: Vec<Tree>,
}
