use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    #[validate(length(min = 1, max = 400))]
    folder: String,
    #[resource(id)]
    #[validate(length(min = 1, max = 400))]
    file: String,
}

fn main() {
    let _ = Task::routes();
}
