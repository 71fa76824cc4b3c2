//! The app that the suite of the command line runs: users and notes, and a route that is slow for as long as a test wants.

use std::{fs, path::Path, process::ExitCode, time::Duration};

use axum::{Router, routing::get};
use restkit::prelude::*;

/// What a user may do.
#[derive(ColumnEnum)]
enum Role {
    Admin,
}

/// Somebody.
#[resource(path = "/users")]
#[authorize(read = owner || role(Role::Admin), create = public, update = owner, delete = role(Role::Admin))]
struct User {
    #[resource(id, owner)]
    id: i64,
    #[resource(unique)]
    #[validate(email)]
    email: String,
}

/// What somebody wrote down.
#[resource(path = "/notes")]
#[authorize(read = owner || role(Role::Admin), create = authenticated, update = owner, delete = owner)]
struct Note {
    #[resource(id)]
    id: i64,
    #[validate(length(min = 1, max = 100))]
    #[resource(filter)]
    text: String,
    #[resource(owner)]
    owner_id: Id<User>,
}

/// Work that outlasts its request.
struct Later;

#[api(path = "/later")]
impl Later {
    /// Answers at once, and writes the file `worked` when there is a file `release`.
    #[post("/")]
    #[authorize(public)]
    async fn work_later(background: BackgroundTasks) -> restkit::Result<()> {
        background.push("later", async {
            if fs::write("started", "").is_ok() {
                while !Path::new("release").exists() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                let _ = fs::write("worked", "");
            }
        })?;
        Ok(())
    }
}

/// Writes the file `started` and answers when there is a file `release`.
async fn slow() -> &'static str {
    if fs::write("started", "").is_err() {
        return "not started";
    }
    while !Path::new("release").exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    "released"
}

fn main() -> ExitCode {
    let app = App::new("Under Test", "1.0.0").mount("/api", (User::routes(), Note::routes(), Later::routes()));
    restkit::run(app.merge(Router::new().route("/slow", get(slow))))
}
