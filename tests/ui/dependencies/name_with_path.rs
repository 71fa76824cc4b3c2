use restkit::prelude::*;

#[dependency(name = shop::Customer)]
fn customer() -> u8 {
    1
}

fn main() {}
