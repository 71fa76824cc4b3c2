use restkit::prelude::*;

#[dependency]
fn customer(caller: impl Send) -> u8 {
    1
}

fn main() {}
