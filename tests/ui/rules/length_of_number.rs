use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(length(max = 5))]
    priority: i16,
}

fn main() {
    let _ = Task::routes();
}
