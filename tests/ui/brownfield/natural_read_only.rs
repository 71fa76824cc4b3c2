use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id, read_only)]
    #[validate(length(min = 1, max = 10))]
    code: String,
}

fn main() {
    let _ = Task::routes();
}
