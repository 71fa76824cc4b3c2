use restkit::prelude::*;

#[derive(Input, Output)]
#[input(from = User)]
struct Card {
    #[output(default = 3)]
    id: i64,
}

fn main() {}
