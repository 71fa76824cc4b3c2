//! The same tasks as restkit generates them.

use axum::Router;
use restkit::{
    ResourceSpec,
    app::Settings as AppSettings,
    auth::JwtSettings,
    db::{Db, PoolSettings},
    http::Limits,
    prelude::*,
};

use super::Settings;
use crate::Result;

/// What a user may do.
#[derive(ColumnEnum)]
pub enum Role {
    /// Sees and changes their own.
    User,
    /// Sees and changes everything.
    Admin,
}

/// How far a task is.
#[derive(ColumnEnum)]
pub enum Status {
    /// Not begun.
    Todo,
    /// Begun.
    Doing,
    /// Over.
    Done,
}

/// Somebody with tasks.
#[resource(path = "/users")]
#[authorize(read = owner || role(Role::Admin), create = public, update = owner, delete = role(Role::Admin))]
pub struct User {
    /// The subject of the user's tokens.
    #[resource(id, owner)]
    pub id: i64,
    /// Where to reach them.
    #[validate(email, length(max = 254))]
    #[resource(unique)]
    pub email: String,
    /// What to call them.
    #[validate(non_blank, length(max = 100))]
    pub name: String,
    /// What they may do.
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
    /// What is to be done.
    #[validate(length(min = 1, max = 200))]
    #[resource(filter, sort)]
    pub title: String,
    /// More about it.
    #[validate(length(max = 10_000))]
    pub description: Option<String>,
    /// How far it is.
    #[resource(filter, sort, default = Status::Todo)]
    pub status: Status,
    /// How urgent it is.
    #[validate(range(min = 1, max = 5))]
    #[resource(filter, sort, default = 3)]
    pub priority: i16,
    /// Whose it is.
    #[resource(owner)]
    pub owner_id: Id<User>,
    /// When it was made.
    #[resource(created_at, sort)]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[resource(updated_at)]
    pub updated_at: DateTime<Utc>,
}

/// What is noted down.
#[derive(Input)]
struct NewNote {
    /// The text.
    #[validate(length(min = 1, max = 1000))]
    text: String,
}

/// A note that was made.
#[derive(Output)]
struct Note {
    /// The task.
    task: i64,
    /// Who made it.
    by: String,
    /// The text.
    text: String,
}

/// The user who asks.
#[dependency]
async fn current_user(caller: Caller, tx: Tx) -> Result<User, Problem> {
    let id: i64 = caller.subject().and_then(|subject| subject.parse().ok()).unwrap_or_default();
    User::repository(&tx).as_caller(&caller).get(id).await
}

#[resource]
impl Task {
    /// Notes something down on a task.
    #[post("/{id}/note")]
    #[authorize(owner || role(Role::Admin))]
    async fn note(task: Found<Task>, note: Json<NewNote>, user: CurrentUser, tx: Tx) -> Result<Note, Problem> {
        let text = note.0.text;
        let description = format!("{} ({}): {text}", user.name, user.id);
        Self::repository(&tx).as_system().update(task.id, [Self::description().set(description)]).await?;
        Ok(Note { task: task.id, by: user.name.clone(), text })
    }
}

/// What the tables are made from.
pub fn resources() -> [&'static ResourceSpec; 2] {
    [User::spec(), Task::spec()]
}

/// The app on the database that the settings name, and the limits to serve it with.
///
/// # Errors
/// When the database cannot be reached.
pub async fn router(settings: &Settings) -> Result<(Router, Limits)> {
    let pool =
        PoolSettings { max_connections: settings.connections, min_connections: settings.connections, ..PoolSettings::default() };
    let db = Db::connect(&settings.database_url, &pool).await?;
    let jwt = JwtSettings { secret: Some(settings.secret.clone().into()), ..JwtSettings::default() };
    let app = App::new("Tasks", "1.0.0").mount("/api/v1", (User::routes(), Task::routes()));
    Ok((app.build(AppSettings::new(db, jwt))?, Limits::default()))
}
