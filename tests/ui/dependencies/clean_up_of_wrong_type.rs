use restkit::prelude::*;

#[dependency(after_response = clean)]
fn customer() -> u8 {
    1
}

async fn clean(value: u8) {
    drop(value);
}

fn main() {}
