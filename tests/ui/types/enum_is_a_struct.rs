use restkit::prelude::*;

#[derive(ColumnEnum)]
struct Status(String);

fn main() {}
