use restkit::prelude::*;

#[derive(Output)]
struct Address {
    street: Street,
}

struct Street(String);

fn main() {}
