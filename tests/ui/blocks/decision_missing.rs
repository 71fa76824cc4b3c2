use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize]
    async fn list() {}
}

fn main() {}
