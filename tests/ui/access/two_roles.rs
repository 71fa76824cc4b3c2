use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = role(Role::Admin, Role::Editor), update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
