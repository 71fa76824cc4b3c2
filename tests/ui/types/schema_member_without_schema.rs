use restkit::prelude::*;

#[derive(Schema)]
struct Address {
    street: Street,
}

struct Street(String);

fn main() {}
