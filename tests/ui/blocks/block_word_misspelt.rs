use restkit::prelude::*;

struct Shop;

#[api(pth = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
