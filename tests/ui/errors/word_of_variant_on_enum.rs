use restkit::prelude::*;

#[derive(ApiError)]
#[problem(status = 404)]
enum Fault {
    #[problem(status = 404)]
    Gone,
}

fn main() {}
