//! What restkit costs, beside the same work written by hand.
//!
//! [`http`] holds generated endpoints against a handwritten server: both sides are measured in one run, and the outcome is a
//! ratio.

pub mod http;
pub mod statistics;

/// Why a benchmark could not be run.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The outcome of a step of a benchmark.
pub type Result<T, E = Error> = std::result::Result<T, E>;
