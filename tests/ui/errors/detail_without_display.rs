use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 404, detail = "{left} are left")]
    Gone { left: Vec<u8> },
}

fn main() {}
