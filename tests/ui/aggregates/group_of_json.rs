use restkit::prelude::*;

#[resource(path = "/sales", aggregate(group_by(notes)))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Sale {
    #[resource(id)]
    id: i64,
    notes: Json<Vec<String>>,
}

fn main() {
    let _ = Sale::routes();
}
