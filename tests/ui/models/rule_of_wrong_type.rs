use restkit::prelude::*;

#[derive(Input)]
struct Address {
    #[validate(length(max = 5))]
    number: u32,
}

fn main() {}
