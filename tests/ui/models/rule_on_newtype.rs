use restkit::prelude::*;

#[derive(Input)]
#[validate(length(max = 5))]
struct Numbers(Vec<u32>);

fn main() {}
