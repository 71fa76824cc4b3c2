use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(transparent, from)]
    Gone(Problem),
    #[problem(transparent, from)]
    Away(Problem),
}

fn main() {}
