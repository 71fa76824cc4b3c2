use restkit::prelude::*;

#[derive(Input)]
enum Size {
    Small,
    Large,
}

fn main() {}
