use restkit::prelude::*;

#[authorize(owner)]
fn complete() {}

fn main() {}
