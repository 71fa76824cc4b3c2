use restkit::prelude::*;

#[resource(path = "/sales", aggregate(sum(a__b)))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Sale {
    #[resource(id)]
    id: i64,
    a__b: i64,
}

fn main() {
    let _ = Sale::routes();
}
