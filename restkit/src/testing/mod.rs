//! Testing an app: in the test's own process, on a database of its own, as any caller. Behind the feature `testing`, which belongs in
//! `dev-dependencies`:
//!
//! ```toml
//! [dev-dependencies]
//! restkit = { version = "0.1", features = ["testing"] }
//! ```
//!
//! ```
//! use restkit::{prelude::*, testing::TestApp};
//! use serde_json::json;
//!
//! /// A text that its author may change.
//! #[resource(path = "/notes")]
//! #[authorize(read = public, create = authenticated, update = owner, delete = owner)]
//! pub struct Note {
//!     #[resource(id)]
//!     pub id: i64,
//!     #[validate(length(min = 1, max = 500))]
//!     pub text: String,
//!     #[resource(owner)]
//!     pub author: String,
//! }
//!
//! # async fn example() {
//! let app = TestApp::new(App::new("Notes", "1.0.0").mount("/api/v1", Note::routes())).await;
//!
//! let note = app.as_user("ann").post("/api/v1/notes").json(json!({"text": "milk"})).await.expect_status(201);
//! assert_eq!(note.json()["author"], "ann");
//! assert_eq!(note.statements().len(), 1);
//! assert!(note.logs().contains("principal=\"ann\""));
//!
//! let wrong = app.as_user("ann").post("/api/v1/notes").json(json!({"text": ""})).await.expect_status(422);
//! assert_eq!(wrong.faults(), ["/text: length"]);
//! let others = app.as_user("bob").delete("/api/v1/notes/1").await.expect_status(403);
//! assert_eq!(others.problem_code(), "forbidden");
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(example());
//! ```
//!
//! Rows that a test starts from are made by factories: see [`ResourceFactory::factory`].
//!
//! What a test says wrongly, and what the app answers otherwise than expected, is a panic: how a test fails.

#![expect(clippy::panic, reason = "how a test fails")]

mod answer;
mod app;
mod backend;
mod builder;
mod caller;
mod capture;
mod cluster;
mod factory;
mod request;

pub use answer::Answer;
pub use app::{Client, TestApp};
pub use backend::Backend;
pub use builder::TestAppBuilder;
pub use caller::IntoCaller;
pub use factory::{Factory, ResourceFactory};
pub use request::Request;

/// Ends the test.
#[track_caller]
fn fail(message: &str) -> ! {
    panic!("{message}")
}
