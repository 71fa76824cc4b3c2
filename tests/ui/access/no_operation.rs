use restkit::prelude::*;

#[resource(path = "/tasks", operations())]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
