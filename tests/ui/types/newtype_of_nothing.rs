use restkit::prelude::*;

#[derive(Column)]
struct Money;

fn main() {}
