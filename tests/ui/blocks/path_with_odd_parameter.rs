use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/{an id}")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
