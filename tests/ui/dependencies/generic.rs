use restkit::prelude::*;

#[dependency]
fn customer<T>() -> u8 {
    1
}

fn main() {}
