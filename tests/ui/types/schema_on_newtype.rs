use restkit::prelude::*;

#[derive(Schema)]
struct Street(String);

fn main() {}
