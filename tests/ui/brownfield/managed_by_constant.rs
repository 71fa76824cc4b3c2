use restkit::prelude::*;

#[resource(path = "/tasks", managed = MANAGED)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

const MANAGED: bool = false;

fn main() {
    let _ = Task::routes();
}
