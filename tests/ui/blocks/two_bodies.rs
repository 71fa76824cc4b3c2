use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[post("/")]
    #[authorize(public)]
    async fn list(one: Json<i64>, other: Form<i64>) {}
}

fn main() {}
