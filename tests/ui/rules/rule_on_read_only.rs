use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(length(max = 3))]
    #[resource(read_only, default = "new")]
    state: String,
}

fn main() {
    let _ = Task::routes();
}
