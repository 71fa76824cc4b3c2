use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    unsafe fn list() {}
}

fn main() {}
