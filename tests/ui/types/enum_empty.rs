use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Status {}

fn main() {}
