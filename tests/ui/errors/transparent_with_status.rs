use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(transparent, status = 404, source)]
    Gone(Problem),
}

fn main() {}
