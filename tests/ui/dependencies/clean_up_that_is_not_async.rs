use restkit::prelude::*;

#[dependency(after_response = clean)]
fn customer() -> u8 {
    1
}

fn clean(value: std::sync::Arc<u8>) {
    drop(value);
}

fn main() {}
