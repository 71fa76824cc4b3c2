use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 404)]
    Gone,
    #[problem(status = 410, code = "gone")]
    Away,
}

fn main() {}
