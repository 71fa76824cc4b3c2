//! PostgreSQL: running statements, binding, reading its binary format.

mod bind;
mod connection;
mod errors;
mod numeric;
mod pooler;
mod read;
mod sent;
mod url;

pub(super) use connection::{Connection, options};
pub(super) use errors::sort as sort_error;
pub(super) use read::{checked_value, value, write_json};
