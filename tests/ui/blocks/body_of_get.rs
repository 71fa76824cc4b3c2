use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    async fn list(one: Json<i64>) {}
}

fn main() {}
