use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    async fn list(_: Query<i64>) {}
}

fn main() {}
