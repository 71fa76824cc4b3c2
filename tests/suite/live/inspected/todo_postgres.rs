//! Resources on tables that existed before, as `inspect` found them.
//!
//! It does not compile until each `todo` is replaced by a decision: `public`, `authenticated`, `owner`, `role(…)`, `scope(…)` or `policy(…)`.

use restkit::prelude::*;

/// What `tasks.status` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum TaskStatus {
    Todo,
    Doing,
    Done,
}

/// What the table `tasks` holds.
#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Task {
    #[resource(id)]
    pub id: i64,
    #[validate(length(min = 1, max = 200))]
    #[resource(index)]
    pub title: String,
    #[validate(length(max = 10000))]
    pub description: Option<String>,
    #[resource(default = TaskStatus::Todo, index)]
    pub status: TaskStatus,
    #[validate(range(min = 1, max = 5))]
    #[resource(default = 3, index)]
    pub priority: i16,
    pub owner_id: Id<User>,
    #[resource(index)]
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What `users.role` may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ColumnEnum)]
pub enum UserRole {
    User,
    Admin,
}

/// What the table `users` holds.
#[resource(path = "/users")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
pub struct User {
    #[resource(id)]
    pub id: i64,
    #[validate(length(max = 254))]
    #[resource(unique)]
    pub email: String,
    #[validate(length(max = 100))]
    pub name: String,
    #[resource(default = UserRole::User)]
    pub role: UserRole,
}
