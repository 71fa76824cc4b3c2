use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[post("/")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
