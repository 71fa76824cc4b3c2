use restkit::prelude::*;

#[derive(Schema)]
struct Address(String, String);

fn main() {}
