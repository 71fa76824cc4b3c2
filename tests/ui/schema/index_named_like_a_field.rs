use restkit::prelude::*;

#[resource(path = "/tasks", index(first, second))]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    first: i64,
    second: i64,
    #[resource(index)]
    first_second: i64,
}

fn main() {
    let _ = Task::routes();
}
