use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(code = "gone")]
    Gone,
}

fn main() {}
