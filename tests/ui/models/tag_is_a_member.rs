use restkit::prelude::*;

#[derive(Input)]
#[serde(tag = "kind")]
enum Payment {
    Card { kind: String },
}

fn main() {}
