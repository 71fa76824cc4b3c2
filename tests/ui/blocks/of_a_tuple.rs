use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl (Shop, Shop) {
    #[get("/")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
