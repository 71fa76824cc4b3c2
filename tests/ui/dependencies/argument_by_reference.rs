use restkit::prelude::*;

#[dependency]
fn customer(caller: &Caller) -> u8 {
    1
}

fn main() {}
