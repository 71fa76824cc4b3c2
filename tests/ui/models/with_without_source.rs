use restkit::prelude::*;

#[derive(Output)]
struct Card {
    #[output(with = name)]
    name: String,
}

fn main() {}
