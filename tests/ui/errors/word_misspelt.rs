use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    #[problem(statu = 404)]
    Gone,
}

fn main() {}
