use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = public, read = authenticated, create = public, update = public, delete = public)]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
