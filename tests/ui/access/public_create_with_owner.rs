use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = owner, create = public, update = owner, delete = owner)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: i64,
}

fn main() {
    let _ = Task::routes();
}
