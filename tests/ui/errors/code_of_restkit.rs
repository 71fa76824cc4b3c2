use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 410)]
    NotFound,
}

fn main() {}
