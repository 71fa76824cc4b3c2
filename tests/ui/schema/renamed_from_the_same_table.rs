use restkit::prelude::*;

#[resource(path = "/tasks", renamed_from = "tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    title: String,
}

fn main() {
    let _ = Task::routes();
}
