use restkit::prelude::*;

struct Shop;
struct Other;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    async fn list(other: Other) {}
}

fn main() {}
