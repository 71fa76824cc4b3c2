//! restkit
#![allow(missing_docs, dead_code)]
// Examples and tests of this crate write the paths that users write.
extern crate self as restkit;
#[path = "private.rs"]
#[doc(hidden)]
pub mod __private;
pub mod app;
pub mod auth;
pub mod db;
pub mod http;
pub mod input;
pub mod openapi;
pub mod prelude;
pub mod problem;
pub mod query;
pub mod resource;
pub mod schema;
pub mod spec;
pub use app::App;
#[cfg(feature = "cli")]
pub use app::run;
pub use restkit_macros::{Column, ColumnEnum, Schema, authorize, resource, validate};
pub use spec::*;
