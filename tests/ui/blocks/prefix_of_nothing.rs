use restkit::prelude::*;

struct Shop;

#[api(path = "/")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
