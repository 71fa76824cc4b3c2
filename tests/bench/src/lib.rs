//! What restkit costs, beside the same work written by hand.
//!
//! Benchmarks, each with a binary of its name: [`http`] holds generated endpoints against a handwritten server, [`compile`]
//! generated resources against handwritten ones, [`lists`] lists of a million rows against each other and against handwritten ones. They measure the two sides
//! in one run and print ratios. Another, [`migrate`], has no opponent: it measures whether a command answers at once. The method stands in this
//! package's README.

pub mod compile;
pub mod http;
pub mod lists;
pub mod migrate;
pub mod statistics;

/// Why a benchmark could not be run.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The outcome of a step of a benchmark.
pub type Result<T, E = Error> = std::result::Result<T, E>;
