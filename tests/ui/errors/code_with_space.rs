use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 404, code = "not there")]
    Gone,
}

fn main() {}
