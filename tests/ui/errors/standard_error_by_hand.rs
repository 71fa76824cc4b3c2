use restkit::prelude::*;

#[derive(Debug, ApiError)]
enum Fault {
    #[problem(status = 404)]
    Gone,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("gone")
    }
}

impl std::error::Error for Fault {}

fn main() {}
