use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(on_delete = set_default)]
    parent_id: Option<Id<Task>>,
}

fn main() {
    let _ = Task::routes();
}
