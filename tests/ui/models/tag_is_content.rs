use restkit::prelude::*;

#[derive(Input)]
#[serde(tag = "type", content = "type")]
enum Payment {
    Card { number: String },
}

fn main() {}
