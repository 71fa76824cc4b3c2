use restkit::prelude::*;

#[dependency(nam = TheCustomer)]
fn customer() -> u8 {
    1
}

struct Shop;

#[api]
impl Shop {
    #[get("/")]
    #[authorize(public)]
    async fn enter(customer: Customer) -> i64 {
        i64::from(*customer)
    }
}

fn main() {}
