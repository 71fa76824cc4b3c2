use restkit::prelude::*;

#[dependency(after_respons = clean)]
fn customer() -> u8 {
    1
}

fn main() {}
