//! prelude
pub use crate::spec::*;
