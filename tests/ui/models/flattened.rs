use restkit::prelude::*;

#[derive(Input)]
struct Address {
    #[serde(flatten)]
    rest: Rest,
}

#[derive(Input)]
struct Rest {
    street: String,
}

fn main() {}
