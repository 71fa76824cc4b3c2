//! The HTTP contract, sentence by sentence, on both databases.

mod auth;
mod concurrency;
mod conflicts;
mod create;
mod delete;
mod etags;
mod fields;
mod filters;
pub mod fixtures;
mod get;
mod head_options;
mod headers;
mod limits;
mod list;
mod lost_database;
mod negotiation;
mod pages;
mod pages_around;
mod patch;
mod policies;
mod problems;
mod queries;
mod replica;
mod types;
mod users;
mod validation;
mod wire;
