use restkit::prelude::*;

#[api(path = "/shop")]
struct Shop;

fn main() {}
