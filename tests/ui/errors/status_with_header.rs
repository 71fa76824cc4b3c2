use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 405)]
    Gone,
}

fn main() {}
