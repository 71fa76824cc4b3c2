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
#[doc = include_str!("docs/column.md")]
pub use restkit_macros::Column;
#[doc = include_str!("docs/column_enum.md")]
pub use restkit_macros::ColumnEnum;
#[doc = include_str!("docs/schema.md")]
pub use restkit_macros::Schema;
#[doc = include_str!("docs/authorize.md")]
pub use restkit_macros::authorize;
#[doc = include_str!("docs/resource.md")]
pub use restkit_macros::resource;
#[doc = include_str!("docs/validate.md")]
pub use restkit_macros::validate;
pub use spec::*;
