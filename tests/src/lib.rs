//! The test harness of restkit: private databases, an app in the process, requests and what to expect of their answers.
#![expect(clippy::expect_used, reason = "a harness that cannot do its work must fail the test")]

pub mod answer;
pub mod app;
pub mod client;
pub mod database;
pub mod document;
pub mod postgres;
pub mod token;
pub mod wire;
