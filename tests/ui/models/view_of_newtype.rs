use restkit::prelude::*;

struct User {
    id: i64,
}

#[derive(Output)]
#[output(from = User)]
struct Card(i64);

fn main() {}
