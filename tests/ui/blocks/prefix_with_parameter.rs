use restkit::prelude::*;

struct Shop;

#[api(path = "/shops/{shop}")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
