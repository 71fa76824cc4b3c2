use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    thing: Thing,
}

struct Thing;

fn main() {
    let _ = Task::routes();
}
