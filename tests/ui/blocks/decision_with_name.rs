use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(read = public)]
    async fn list() {}
}

fn main() {}
