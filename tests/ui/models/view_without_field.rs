use restkit::prelude::*;

struct User {
    id: i64,
}

#[derive(Output)]
#[output(from = User)]
struct Card {
    id: i64,
    name: String,
}

fn main() {}
