use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Clone for Shop {
    #[get("/")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
