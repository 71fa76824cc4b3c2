use restkit::prelude::*;

#[derive(ApiError)]
union Fault {
    one: u8,
}

fn main() {}
