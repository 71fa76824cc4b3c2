//! Without the prelude of the standard library, and without restkit's.
#![no_implicit_prelude]

use ::std::{option::Option, string::String};

/// A state.
#[derive(::web::ColumnEnum)]
#[allow(missing_debug_implementations)]
pub enum State {
    /// On.
    On,
    /// Off.
    Off,
}

/// A name.
#[derive(::web::Column)]
#[validate(non_blank)]
#[allow(missing_debug_implementations)]
pub struct Name(String);

/// A place.
#[derive(::web::Schema, ::serde::Serialize, ::serde::Deserialize)]
#[allow(missing_debug_implementations)]
pub struct Place {
    /// The street.
    #[validate(length(max = 3))]
    pub street: Option<String>,
}

/// A switch.
#[::web::resource(path = "/switches")]
#[::web::authorize(read = public, create = role(State::On), update = policy(all), delete = authenticated)]
#[validate(custom(check))]
#[allow(missing_debug_implementations)]
pub struct Switch {
    /// The key.
    #[resource(id)]
    pub id: ::web::prelude::Uuid,
    /// The state.
    #[resource(default = State::Off)]
    pub state: State,
    /// The name.
    #[validate(length(max = 5), custom(short))]
    pub name: Option<Name>,
    /// Whether it works.
    #[resource(default)]
    pub works: bool,
    /// The place.
    pub place: ::web::Json<Place>,
    /// Whether it has a name, and works.
    #[computed(with = complete(name, works))]
    pub complete: bool,
}

fn complete(name: &Option<Name>, works: &bool) -> bool {
    name.is_some() && *works
}

fn all(_: &::web::Caller) -> ::web::Condition<Switch> {
    ::web::Condition::all()
}

fn short(_: &Name) -> ::std::result::Result<(), ::web::Invalid> {
    ::std::result::Result::Ok(())
}

fn check(_: &SwitchCreate) -> ::std::result::Result<(), ::web::Invalid> {
    ::std::result::Result::Ok(())
}

/// What is asked for.
#[derive(::web::Input, ::web::Output)]
#[input(partial = "QuestionPatch")]
#[validate(custom(asked))]
#[allow(missing_debug_implementations)]
pub struct Question {
    /// The text.
    #[validate(length(max = 3), custom(brief))]
    #[input(default = "why")]
    pub text: String,
    /// The name.
    pub name: Option<Name>,
    /// How often.
    #[serde(default, skip_serializing_if = "none")]
    pub count: Option<u8>,
    /// Further ones.
    #[serde(default)]
    pub further: ::std::vec::Vec<Question>,
}

fn none(count: &Option<u8>) -> bool {
    count.is_none()
}

fn asked(_: &Question) -> ::std::result::Result<(), ::web::Invalid> {
    ::std::result::Result::Ok(())
}

fn brief(_: &str) -> ::std::result::Result<(), ::web::Invalid> {
    ::std::result::Result::Ok(())
}

/// What is answered.
#[derive(::web::Input, ::web::Output)]
#[serde(tag = "type")]
#[allow(missing_debug_implementations)]
pub enum Reply {
    /// A question.
    Question(Question),
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// Nothing.
    Nothing,
}

/// What is asked, briefly.
#[derive(::web::Output)]
#[output(from = Question)]
#[allow(missing_debug_implementations)]
pub struct Brief {
    /// The text.
    pub text: String,
    /// How long it is.
    #[output(with = length)]
    pub length: u64,
}

impl ::std::clone::Clone for Name {
    fn clone(&self) -> Self {
        Self(::std::clone::Clone::clone(&self.0))
    }
}

fn length(question: &Question) -> u64 {
    question.text.len() as u64
}

/// Migrations.
pub fn migrations() -> ::web::migrate::Migrations {
    ::web::migrations!("migrations")
}
