use restkit::prelude::*;

struct Other;

#[dependency]
fn customer(other: Other) -> u8 {
    1
}

fn main() {}
