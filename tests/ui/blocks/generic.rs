use restkit::prelude::*;

struct Shop;

#[api(path = "/shop")]
impl<T> Shop<T> {
    #[get("/")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
