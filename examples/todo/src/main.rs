//! The program: `dev`, `serve` and what else `restkit::run` knows.

use std::process::ExitCode;

fn main() -> ExitCode {
    restkit::run(todo::app())
}
