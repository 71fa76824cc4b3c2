use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(owner)]
    async fn list() {}
}

fn main() {}
