use restkit::prelude::*;

#[derive(Input)]
#[serde(tag = "type")]
enum Payment {
    Card(String),
}

fn main() {}
