use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/a b")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
