use restkit::prelude::*;

#[resource(path = "/tasks", operations(update))]
#[authorize(update = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
