use restkit::prelude::*;

#[resource(path = "/tasks", schema = "c\"rm")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
