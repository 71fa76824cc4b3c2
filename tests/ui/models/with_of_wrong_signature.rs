use restkit::prelude::*;

struct User {
    id: i64,
}

#[derive(Output)]
#[output(from = User)]
struct Card {
    id: i64,
    #[output(with = name)]
    name: String,
}

fn name(id: i64) -> String {
    id.to_string()
}

fn main() {}
