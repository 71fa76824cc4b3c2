use restkit::prelude::*;

#[dependency]
unsafe fn customer() -> u8 {
    1
}

fn main() {}
