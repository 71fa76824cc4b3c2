use restkit::prelude::*;

#[derive(Output)]
#[serde(untagged)]
enum Payment {
    Card { number: String },
}

fn main() {}
