use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/", stats = 201)]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
