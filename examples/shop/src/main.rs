//! `cargo run -p shop -- dev` makes a database and serves the shop on <http://127.0.0.1:8000> with its documentation under `/docs`.

use restkit::prelude::*;

fn main() -> ExitCode {
    restkit::run(shop::app())
}
