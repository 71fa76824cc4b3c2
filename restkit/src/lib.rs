//! Annotate a struct, get a REST backend: tables, endpoints, validation, access policies in SQL and an OpenAPI document, on axum, sqlx and
//! utoipa. An endpoint without an access decision does not compile.
//!
//! ```no_run
//! use restkit::prelude::*;
//!
//! /// A text that everybody may read and its author may change.
//! #[resource(path = "/notes")]
//! #[authorize(read = public, create = authenticated, update = owner, delete = owner)]
//! pub struct Note {
//!     #[resource(id)]
//!     pub id: i64,
//!     #[validate(length(min = 1, max = 500))]
//!     #[resource(filter, sort)]
//!     pub text: String,
//!     #[resource(owner)]
//!     pub author: String,
//!     #[resource(created_at)]
//!     pub created_at: DateTime<Utc>,
//! }
//!
//! fn main() -> ExitCode {
//!     restkit::run(App::new("Notes", "1.0.0").mount("/api/v1", Note::routes()))
//! }
//! ```
//!
//! Run with `dev` this makes a SQLite database, serves `/api/v1/notes` with all that belongs to it, and prints a token and lines to paste.
//!
//! # Where to read on
//!
//! - [`guide`]: a walk through an app, from its first struct to production.
//! - [`macro@resource`], [`macro@validate`] and [`macro@authorize`]: the words of the attributes.
//! - [`derive@ColumnEnum`], [`derive@Column`] and [`derive@Schema`]: types for fields.
//! - [`derive@Input`] and [`derive@Output`]: bodies and answers of handwritten endpoints.
//! - [`App`] and [`run`]: putting an app together, its command line and its settings.
//! - [`Caller`], [`Condition`] and [`Field`]: policy functions. [`Invalid`]: rules of one's own.
//! - [`resource::ResourceRepository`]: `Task::repository(&db)`, the rows of a resource for handlers and services; [`db::Tx`]: transactions.
//! - [`macro@migrations`]: changing the tables of an app that has data.
//! - [`problem`]: what an error looks like.
//! - [`db`], [`schema`], [`openapi`] and the other modules: the parts, for those who want one of them alone.
//!
//! # Features
//!
//! | feature | what | default |
//! | --- | --- | --- |
//! | `cli` | the command line of [`run`] | yes |
//! | `postgres` | PostgreSQL, with TLS | yes |
//! | `sqlite` | SQLite, compiled in | yes |
//! | `swagger-ui` | Swagger UI under `/docs`, compiled in | no |
//! | `testing` | the test client, for `dev-dependencies` | no |
//!
//! At least one of the two databases is needed.
#![cfg_attr(docsrs, feature(doc_cfg))]

// Examples and tests of this crate write the paths that users write.
extern crate self as restkit;
#[path = "private.rs"]
#[doc(hidden)]
pub mod __private;
pub mod app;
pub mod auth;
pub mod db;
// Read by people and by the tests; programs have no use for it.
#[cfg(any(doc, all(doctest, feature = "sqlite", feature = "testing")))]
pub mod guide;
pub mod http;
pub mod inject;
pub mod input;
mod json;
pub mod migrate;
pub mod openapi;
pub mod prelude;
pub mod problem;
pub mod query;
pub mod resource;
pub mod schema;
pub mod spec;
#[cfg(feature = "testing")]
pub mod testing;
pub use app::App;
#[cfg(feature = "cli")]
pub use app::run;
pub use inject::{Error, Result};
pub use problem::ApiError;
#[doc = include_str!("docs/api_error.md")]
pub use restkit_macros::ApiError;
#[doc = include_str!("docs/column.md")]
pub use restkit_macros::Column;
#[doc = include_str!("docs/column_enum.md")]
pub use restkit_macros::ColumnEnum;
#[doc = include_str!("docs/input.md")]
pub use restkit_macros::Input;
#[doc = include_str!("docs/output.md")]
pub use restkit_macros::Output;
#[doc = include_str!("docs/schema.md")]
pub use restkit_macros::Schema;
#[doc = include_str!("docs/api.md")]
pub use restkit_macros::api;
#[doc = include_str!("docs/authorize.md")]
pub use restkit_macros::authorize;
#[doc = include_str!("docs/dependency.md")]
pub use restkit_macros::dependency;
#[doc = include_str!("docs/migrations.md")]
pub use restkit_macros::migrations;
#[doc = include_str!("docs/resource.md")]
pub use restkit_macros::resource;
#[doc = include_str!("docs/validate.md")]
pub use restkit_macros::validate;
pub use spec::*;
