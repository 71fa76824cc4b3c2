use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(transparent, internal)]
    Gone(Problem),
}

fn main() {}
