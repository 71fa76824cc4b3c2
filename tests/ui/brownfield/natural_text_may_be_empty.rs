use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    #[validate(length(max = 10))]
    code: String,
}

fn main() {
    let _ = Task::routes();
}
