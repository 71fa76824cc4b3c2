use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(hidden, default, example = "xyzzy")]
    secret: String,
}

fn main() {
    let _ = Task::routes();
}
