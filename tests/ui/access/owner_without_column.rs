use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = owner, create = authenticated, update = owner || public, delete = public)]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
