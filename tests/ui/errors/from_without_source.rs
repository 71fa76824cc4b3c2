use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 404, from)]
    Gone(Problem),
}

fn main() {}
