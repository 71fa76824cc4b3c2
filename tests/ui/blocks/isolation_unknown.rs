use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    #[transaction(isolation = snapshot)]
    async fn list(tx: Tx) {}
}

fn main() {}
