use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/a-{id}")]
    #[authorize(public)]
    async fn list(id: Path<i64>) {}
}

fn main() {}
