use restkit::prelude::*;

#[dependency]
fn customer() -> impl Send {
    1
}

fn main() {}
