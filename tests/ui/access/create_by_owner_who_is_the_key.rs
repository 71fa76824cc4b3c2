use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = owner, create = owner, update = owner, delete = owner)]
struct Task {
    #[resource(id, owner)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
