//! restkit by a path that the user gives, for crates that pass it on.

/// A crate's own door to restkit.
pub mod door {
    pub use web as kit;
}

use web::prelude::*;

/// A state.
#[derive(Clone, Copy, Debug, ColumnEnum)]
#[resource(crate = crate::own_path::door::kit)]
pub enum State {
    /// On.
    On,
}

/// A name.
#[derive(Clone, Debug, Column)]
#[resource(crate = crate::own_path::door::kit)]
pub struct Name(pub String);

/// A place.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize, Schema)]
#[resource(crate = door::kit)]
pub struct Place {
    /// The street.
    pub street: String,
}

/// A thing.
#[resource(path = "/things", crate = crate::own_path::door::kit)]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Clone, Debug)]
pub struct Thing {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// The name.
    pub name: Name,
}

/// A question.
#[derive(Clone, Debug, Input, Output)]
#[resource(crate = crate::own_path::door::kit)]
#[input(partial = "QuestionPatch")]
pub struct Question {
    /// The name.
    #[input(default = "nobody")]
    #[validate(length(min = 1))]
    pub name: String,
}

/// Migrations.
pub fn migrations() -> web::migrate::Migrations {
    web::migrations!("migrations", crate = crate::own_path::door::kit)
}
