use restkit::prelude::*;

#[dependency]
fn customer(_: Query<String>) -> u8 {
    1
}

fn main() {}
