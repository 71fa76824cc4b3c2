//! `restkit::testing`: what a user's tests are written with.

mod answers;
mod databases;
mod factories;
mod logs;
mod statements;

use restkit::testing::Backend;
use restkit_tests::postgres;

/// The databases that can be used here.
fn backends() -> Vec<Backend> {
    let cluster = postgres::shared().map(|cluster| Backend::postgres(cluster.url("postgres")));
    [Backend::Memory, Backend::File].into_iter().chain(cluster).collect()
}
