use restkit::prelude::*;

#[resource(path = "/sales", aggregate(group_by(state, state)))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Sale {
    #[resource(id)]
    id: i64,
    state: String,
    price: Decimal,
    weight: f64,
}

fn main() {
    let _ = Sale::routes();
}
