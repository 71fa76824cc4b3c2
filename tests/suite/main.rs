//! The suites of restkit, in one binary.

mod architecture;
mod harness;
