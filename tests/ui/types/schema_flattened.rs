use restkit::prelude::*;

#[derive(Schema)]
struct Address {
    #[serde(flatten)]
    rest: Json<i64>,
}

fn main() {}
