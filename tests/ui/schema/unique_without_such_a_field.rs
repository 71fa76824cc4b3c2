use restkit::prelude::*;

#[resource(path = "/tasks", unique(title, owner))]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    title: String,
    owner_id: i64,
}

fn main() {
    let _ = Task::routes();
}
