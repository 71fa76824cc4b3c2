use restkit::prelude::*;

#[derive(Output)]
struct Address {
    #[serde(skip)]
    secret: String,
}

fn main() {}
