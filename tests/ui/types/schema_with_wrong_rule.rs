use restkit::prelude::*;

#[derive(Schema)]
struct Address {
    #[validate(length(max = 5), email)]
    number: u32,
}

fn main() {}
