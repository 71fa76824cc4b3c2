use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(transparent)]
    Gone,
}

fn main() {}
