use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    fn list() {}
}

fn main() {}
