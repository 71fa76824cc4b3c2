//! The suites of restkit, in one binary.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "how a test fails")]
#![expect(unreachable_pub, reason = "nothing outside sees a test binary")]

mod aggregates;
mod architecture;
mod brownfield;
mod cli;
mod composite;
mod computed;
mod db;
mod handlers;
mod harness;
mod http;
mod leaks;
mod live;
mod migrate;
mod openapi;
mod relations;
mod schema;
mod search;
mod testing;
