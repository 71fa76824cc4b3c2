use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(internal)]
    Gone(u8),
}

fn main() {}
