use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 204)]
    Gone,
}

fn main() {}
