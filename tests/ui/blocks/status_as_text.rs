use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/", status = "201")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
