use restkit::prelude::*;

#[derive(Column)]
struct Wrapped<T>(T);

fn main() {}
