use restkit::prelude::*;

#[derive(Input)]
enum Payment {
    Card { number: String },
    Cash,
}

fn main() {}
