//! The suites of restkit, in one binary.

mod harness;
