//! Users and their tasks: a whole API in one file.
//!
//! `cargo run -p todo -- dev` makes a database, serves the API on <http://127.0.0.1:8000> with its documentation under `/docs`, and
//! prints a token and lines to paste.

use restkit::prelude::*;

/// What a user may do.
#[derive(ColumnEnum)]
pub enum Role {
    /// Sees and changes what is their own.
    User,
    /// Sees all users and all tasks.
    Admin,
}

/// How far a task is.
#[derive(ColumnEnum)]
pub enum Status {
    /// Nobody has begun.
    Todo,
    /// Somebody is at it.
    Doing,
    /// It is done.
    Done,
}

/// Somebody with tasks.
///
/// Anyone may register; nobody gives themselves a role.
#[resource(path = "/users")]
#[authorize(
    read = owner || role(Role::Admin),
    create = public,
    update = owner,
    delete = role(Role::Admin),
)]
pub struct User {
    /// The key, and the `sub` of the user's tokens.
    #[resource(id, owner)]
    pub id: i64,
    /// Where to reach them.
    #[validate(email, length(max = 254))]
    #[resource(unique)]
    pub email: String,
    /// What to call them.
    #[validate(non_blank, length(max = 100))]
    pub name: String,
    /// Given by the administrators of the database.
    #[resource(read_only, default = Role::User)]
    pub role: Role,
}

/// Something to do.
#[resource(path = "/tasks")]
#[authorize(
    read = owner || role(Role::Admin),
    create = authenticated,
    update = owner || role(Role::Admin),
    delete = owner || role(Role::Admin),
)]
pub struct Task {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// What is to be done, in a line.
    #[validate(length(min = 1, max = 200))]
    #[resource(filter, sort)]
    pub title: String,
    /// All there is to say about it.
    #[validate(length(max = 10_000))]
    pub description: Option<String>,
    /// How far it is.
    #[resource(filter, sort, default = Status::Todo)]
    pub status: Status,
    /// From 1, which can wait, to 5, which cannot.
    #[validate(range(min = 1, max = 5))]
    #[resource(filter, sort, default = 3)]
    pub priority: i16,
    /// Whose task it is: the caller who made it.
    #[resource(owner)]
    pub owner_id: Id<User>,
    /// When it was made.
    #[resource(created_at, sort)]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[resource(updated_at)]
    pub updated_at: DateTime<Utc>,
}

/// The app: both of them under one prefix.
pub fn app() -> App {
    App::new("Todo", "1.0.0")
        .description("Users and their tasks.")
        .mount("/api/v1", (User::routes(), Task::routes()))
        .migrations(restkit::migrations!("migrations"))
}
