use restkit::prelude::*;

#[resource(path = "/tasks")]
fn tasks() {}

fn main() {}
