use restkit::prelude::*;

#[derive(Input)]
#[input(partial = "user patch")]
struct User {
    name: String,
}

fn main() {}
