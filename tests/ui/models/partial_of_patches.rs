use restkit::prelude::*;

#[derive(Input)]
#[input(partial = "UserPatch")]
struct User {
    name: Patch<String>,
}

fn main() {}
