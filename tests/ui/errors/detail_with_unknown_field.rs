use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(status = 404, detail = "{lef} are left")]
    Gone { left: u8 },
    #[problem(status = 404, detail = "{left} are left")]
    Away,
    #[problem(status = 404, detail = "{} are left")]
    Out(u8),
}

fn main() {}
