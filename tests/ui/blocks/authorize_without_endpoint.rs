use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[authorize(public)]
    fn list() {}

    #[get("/")]
    #[authorize(public)]
    fn all() {}
}

fn main() {}
