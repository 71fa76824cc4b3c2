use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(on_delete = cascade)]
    owner_id: i64,
}

fn main() {
    let _ = Task::routes();
}
