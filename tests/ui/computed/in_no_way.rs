use restkit::prelude::*;

#[resource(path = "/orders", has_many(lines = Line::order_id))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Order {
    #[resource(id)]
    id: i64,
    #[computed()]
    count: i64,
}

#[resource(path = "/lines")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Line {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = order)]
    order_id: Id<Order>,
    name: String,
    price: Decimal,
    quantity: i32,
    open: bool,
}

fn main() {
    let _ = (Order::routes(), Line::routes());
}
