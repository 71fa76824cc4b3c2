use restkit::prelude::*;

#[derive(Input)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Payment {
    Card { number: String },
    #[serde(rename = "card")]
    Cards { numbers: Vec<String> },
}

fn main() {}
