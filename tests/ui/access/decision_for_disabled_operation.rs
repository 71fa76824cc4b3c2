use restkit::prelude::*;

#[resource(path = "/tasks", operations(list, get))]
#[authorize(read = authenticated, delete = role(Role::Admin))]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
