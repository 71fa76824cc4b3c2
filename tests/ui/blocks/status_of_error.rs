use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/", status = 404)]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
