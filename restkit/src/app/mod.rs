//! An app: resources at their places, the settings it runs with, and its command line.
//!
//! [`App`] is put together in `main` and becomes an ordinary [`axum::Router`] by [`App::build`], with [`Settings`] that are given by
//! value; [`run`] does the same from environment variables and adds the commands `dev`, `serve`, `migrate`, `openapi`, `routes` and
//! `token`. Both go through the same code, so that what is tested in a process is what is served.
//!
//! Invariants:
//! - A setting that is missing or wrong is an error with its name before the first request, and all of them are told at once.
//! - No secret is printed or logged, but for the development token.
//! - What is mounted stands in the document: both are made from the same list of [`Mount`](crate::spec::Mount)s.

mod builder;
mod check;
mod check_endpoints;
mod check_policies;
#[cfg(feature = "cli")]
mod cli;
mod config;
mod docs;
mod environment;
mod error;
mod migrations;
mod routes;
mod settings;

pub use builder::App;
#[cfg(feature = "cli")]
pub use cli::run;
pub use config::{Config, LogFormat};
pub use environment::{Environment, SETTINGS, Setting};
pub use error::StartError;
pub use routes::{IntoRoutes, ResourceRoutes, Routes};
pub use settings::Settings;
