use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/{id}")]
    #[authorize(public)]
    async fn one(id: Path<i64>) {}

    #[get("/{name}")]
    #[authorize(public)]
    async fn other(name: Path<String>) {}
}

fn main() {}
