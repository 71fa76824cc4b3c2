use restkit::prelude::*;

#[derive(Output)]
struct Point(f64, f64);

fn main() {}
