//! The rows and bodies of tasks.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};

/// How far a task is; its word in the database.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    #[default]
    Todo,
    Doing,
    Done,
}

impl Status {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Done => "done",
        }
    }
}

impl<DB: Database> Type<DB> for Status
where
    str: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <str as Type<DB>>::type_info()
    }

    fn compatible(ty: &DB::TypeInfo) -> bool {
        <str as Type<DB>>::compatible(ty)
    }
}

impl<'q, DB: Database> Encode<'q, DB> for Status
where
    &'static str: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buf: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <&'static str as Encode<'q, DB>>::encode(self.word(), buf)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for Status
where
    &'r str: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        match <&'r str as Decode<'r, DB>>::decode(value)? {
            "todo" => Ok(Self::Todo),
            "doing" => Ok(Self::Doing),
            "done" => Ok(Self::Done),
            _ => Err("not a status".into()),
        }
    }
}

/// A row as it is answered.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub(super) struct Task {
    pub id: i64,
    pub title: String,
    pub description: Option<String>,
    pub status: Status,
    pub priority: i16,
    pub owner_id: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A row with its version, which is the entity tag.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Versioned {
    #[sqlx(flatten)]
    pub task: Task,
    pub row_version: i64,
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub items: Vec<Task>,
    pub next: Option<String>,
    /// Nothing comes before a first page, and only such pages are measured.
    pub prev: Option<String>,
}

/// The body of a create.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskCreate {
    #[garde(length(chars, min = 1, max = 200), custom(no_nul))]
    pub title: String,
    #[garde(inner(length(chars, max = 10_000), custom(no_nul)))]
    pub description: Option<String>,
    #[garde(skip)]
    #[serde(default)]
    pub status: Status,
    #[garde(range(min = 1, max = 5))]
    #[serde(default = "three")]
    pub priority: i16,
}

const fn three() -> i16 {
    3
}

/// PostgreSQL cannot store it.
fn no_nul(text: &str, _: &()) -> garde::Result {
    if text.contains('\0') { Err(garde::Error::new("must not hold NUL")) } else { Ok(()) }
}

/// Who the caller is.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct User {
    pub id: i64,
    pub name: String,
}

/// The body of a note.
#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNote {
    #[garde(length(chars, min = 1, max = 1000), custom(no_nul))]
    pub text: String,
}

/// A note that was made.
#[derive(Debug, Serialize)]
pub(super) struct Note {
    pub task: i64,
    pub by: String,
    pub text: String,
}

/// What a list is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListParameters {
    pub title: Option<String>,
    pub status: Option<Status>,
    pub priority: Option<i16>,
    pub sort: Option<String>,
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}
