//! What must compile, and without any warning: one file for each way in which generated code could disturb or be disturbed.
//!
//! The crate knows restkit as `web`, so every file here also shows that generated code finds it under another name.

#![deny(warnings, missing_docs, missing_debug_implementations, unused, unused_qualifications)]

pub mod any_order;
pub mod every_type;
pub mod every_word;
pub mod handwritten;
pub mod in_function;
pub mod keywords;
pub mod models;
pub mod no_prelude;
pub mod own_path;
pub mod private_parts;
pub mod self_reference;
pub mod shadowing;
pub mod with_serde;

#[cfg(test)]
mod facts;
