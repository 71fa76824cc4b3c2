use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = "404")]
    Gone,
}

fn main() {}
