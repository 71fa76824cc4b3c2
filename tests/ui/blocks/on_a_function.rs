use restkit::prelude::*;

#[api(path = "/shop")]
fn shop() {}

fn main() {}
