use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = role(ADMIN), update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

const ADMIN: &str = "admin";

fn main() {
    let _ = Task::routes();
}
