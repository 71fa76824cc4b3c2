use restkit::prelude::*;

#[derive(Column)]
struct Money(i64, String);

fn main() {}
