use restkit::prelude::*;

#[resource(path = "/sales", aggregate(max(paid)))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Sale {
    #[resource(id)]
    id: i64,
    paid: bool,
}

fn main() {
    let _ = Sale::routes();
}
