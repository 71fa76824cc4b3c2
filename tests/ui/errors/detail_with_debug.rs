use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 404, detail = "{left:?} are left")]
    Gone { left: u8 },
}

fn main() {}
