use restkit::prelude::*;

#[dependency]
struct Customer;

fn main() {}
