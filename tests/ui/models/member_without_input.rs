use restkit::prelude::*;

#[derive(Input)]
struct Address {
    street: Street,
}

struct Street(String);

fn main() {}
