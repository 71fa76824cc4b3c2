use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    #[authorize(authenticated)]
    async fn list() {}
}

fn main() {}
