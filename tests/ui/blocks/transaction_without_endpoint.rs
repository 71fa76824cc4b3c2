use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl Shop {
    #[transaction(read_only)]
    fn list(_: Tx) {}

    #[get("/")]
    #[authorize(public)]
    fn all() {}
}

fn main() {}
