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
