use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Größe {
    Small,
}

#[derive(Column)]
#[serde(rename = "")]
struct Name(String);

#[derive(Schema)]
#[serde(rename = "a/b")]
struct Place {
    street: String,
}

fn main() {}
