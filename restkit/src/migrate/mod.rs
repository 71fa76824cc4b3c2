//! Migrations: files and steps in Rust, in the order of their versions, each applied once.
//!
//! [`migrations!`](macro@crate::migrations) puts the files into the binary and makes [`Migrations`], which run by the command `migrate`, or by
//! [`Migrations::up`]. The table of the history, the names of the files and their checksums are those of sqlx, whose own tools can take over
//! at any time.
//!
//! Invariants:
//! - A migration and its row of the history are one transaction, wherever the database allows it. Where it does not, each statement is noted
//!   when it is done, and the next run goes on behind it.
//! - Of several programs one runs a migration; the others wait and find nothing to do.
//! - Nothing is ever run again, skipped or run in another order without a word: what does not fit is an error that names the file.

#[cfg(feature = "cli")]
pub(crate) mod draft;
mod error;
pub(crate) mod files;
mod history;
#[cfg(feature = "cli")]
pub(crate) mod lint;
mod lock;
mod loose;
mod rebuild;
mod run;
mod seed;
mod set;
mod settings;
#[cfg(feature = "cli")]
pub(crate) mod snapshot;
mod statements;
mod status;
mod tokens;
mod transactional;

pub use error::{MigrateError, Place};
#[doc(hidden)]
pub use files::{DialectFiles, MigrationFiles, ScriptFile};
pub use run::{Back, Done};
pub(crate) use seed::Seed;
#[cfg(feature = "cli")]
pub(crate) use set::Migration;
pub use set::{BoxError, Migrations};
pub use settings::MigrateSettings;
pub use status::{Fault, State, Status};
