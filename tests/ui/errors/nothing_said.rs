use restkit::prelude::*;

#[derive(ApiError)]
enum Fault {
    NotThere,
}

fn main() {}
