use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(transparent)]
    Gone(u8, u8),
}

fn main() {}
