use restkit::prelude::*;

#[dependency(after_response = clean, before_response = clean)]
fn customer() -> u8 {
    1
}

fn main() {}
