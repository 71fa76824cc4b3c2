use restkit::prelude::*;

#[resource(path = "/tasks", managed = false)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(version)]
    version: Option<i32>,
}

fn main() {
    let _ = Task::routes();
}
