use restkit::prelude::*;

#[dependency(name = "Customer")]
fn customer() -> u8 {
    1
}

fn main() {}
