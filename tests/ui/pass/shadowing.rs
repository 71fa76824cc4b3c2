//! Names in scope that generated code must not pick up.

use web::prelude::*;

/// Not the standard library's.
#[derive(Debug, Clone, Copy)]
pub struct Vec;
/// Not the standard library's.
#[derive(Debug, Clone, Copy)]
pub struct Box;
/// Not restkit's.
#[derive(Debug, Clone, Copy)]
pub struct Value;
/// Not restkit's.
#[derive(Debug, Clone, Copy)]
pub struct Policy;
/// Not the table of facts.
pub static SPEC: i32 = 1;
/// Not the rules of a newtype.
pub const OWN: i32 = 1;
/// Not the rules of a newtype.
pub const ALL: i32 = 1;
/// Not restkit's.
#[derive(Debug, Clone, Copy)]
pub struct Member;
/// Not restkit's.
#[derive(Debug, Clone, Copy)]
pub struct Shape;

#[allow(non_upper_case_globals, dead_code, reason = "that is the point")]
mod lower_case {
    pub(super) static value: i32 = 1;
    pub(super) static values: i32 = 1;
    pub(super) static caller: i32 = 1;
    pub(super) static word: i32 = 1;
    pub(super) static inner: i32 = 1;
    pub(super) static serializer: i32 = 1;
    pub(super) static deserializer: i32 = 1;
    pub(super) static members: i32 = 1;
    pub(super) static json: i32 = 1;
    pub(super) static out: i32 = 1;
    pub(super) static found: i32 = 1;
    pub(super) static known: i32 = 1;
    pub(super) static tagged: i32 = 1;
    pub(super) static inside: i32 = 1;
    pub(super) static target: i32 = 1;
    pub(super) static default: i32 = 1;
}
#[allow(unused_imports, reason = "they are there to be in the way")]
use lower_case::*;

/// A state.
#[derive(Clone, Copy, Debug, ColumnEnum)]
pub enum State {
    /// Not the standard library's.
    Ok,
    /// Not the standard library's.
    Err,
    /// Not the standard library's.
    Some,
    /// Not the standard library's.
    None,
}

/// A name.
#[derive(Clone, Debug, Column)]
#[validate(non_blank)]
pub struct Name(pub String);

/// A thing.
#[resource(path = "/things")]
#[authorize(read = policy(all), create = public, update = public, delete = public)]
#[validate(custom(check))]
#[derive(Clone, Debug)]
pub struct Thing {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The state.
    #[resource(default = State::None)]
    pub state: State,
    /// The name.
    #[validate(custom(named))]
    pub name: Name,
}

fn all(_: &Caller) -> Condition<Thing> {
    Condition::all()
}

const fn check(_: &ThingCreate) -> Result<(), Invalid> {
    Ok(())
}

const fn named(_: &Name) -> Result<(), Invalid> {
    Ok(())
}

/// What is asked for.
#[derive(Clone, Debug, Input, Output)]
#[serde(default)]
#[input(partial = "QuestionPatch")]
#[validate(custom(asked))]
pub struct Question {
    /// The state.
    pub state: State,
    /// The name.
    #[validate(custom(named))]
    #[input(default = Name(String::new()))]
    pub members: Name,
}

impl Default for Question {
    fn default() -> Self {
        Self { state: State::None, members: Name(String::new()) }
    }
}

const fn asked(_: &Question) -> Result<(), Invalid> {
    Ok(())
}

/// Words that Rust has too.
#[derive(Clone, Debug, Input, Output)]
#[serde(tag = "tag")]
pub enum Reply {
    /// Not the standard library's.
    Ok(Question),
    /// Not the standard library's.
    Some {
        /// The state.
        inside: State,
        /// The same.
        members: i32,
        /// The same.
        out: Option<Name>,
    },
    /// Not the standard library's.
    None,
}

/// A part of it.
#[derive(Clone, Debug, Output)]
#[output(from = Question)]
pub struct Part {
    /// The state.
    pub state: State,
    /// The name.
    #[output(with = from)]
    pub members: Name,
}

fn from(question: &Question) -> Name {
    question.members.clone()
}
