use restkit::prelude::*;

#[resource(path = "/sales", aggregate(group_by(count)))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Sale {
    #[resource(id)]
    id: i64,
    count: i64,
}

fn main() {
    let _ = Sale::routes();
}
