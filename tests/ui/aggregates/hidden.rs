use restkit::prelude::*;

#[resource(path = "/sales", aggregate(sum(price)))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Sale {
    #[resource(id)]
    id: i64,
    #[resource(hidden, default = 0)]
    price: i64,
}

fn main() {
    let _ = Sale::routes();
}
