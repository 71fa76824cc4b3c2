//! The formats that scalars have in JSON, both ways: what a date, a decimal or a byte string looks like in bodies and answers.
//!
//! A leaf: it imports nothing of restkit, so that the database writes rows and models write themselves by the same functions.

pub(crate) mod read;
pub(crate) mod write;
