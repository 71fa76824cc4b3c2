use restkit::prelude::*;

#[derive(Input)]
#[input(opne)]
struct Address {
    number: u32,
}

fn main() {}
