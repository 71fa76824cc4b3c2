//! What restkit costs, beside the same work written by hand.
//!
//! Two benchmarks, each with a binary of its name: [`http`] holds generated endpoints against a handwritten server, [`compile`]
//! generated resources against handwritten ones. Both measure the two sides in one run and print ratios. A third, [`migrate`], has no opponent: it
//! measures whether a command answers at once. The method stands in this package's README.

pub mod compile;
pub mod http;
pub mod migrate;
pub mod statistics;

/// Why a benchmark could not be run.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The outcome of a step of a benchmark.
pub type Result<T, E = Error> = std::result::Result<T, E>;
