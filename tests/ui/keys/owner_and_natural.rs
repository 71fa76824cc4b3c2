use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id, owner, natural)]
    user: i64,
    #[resource(id, natural)]
    film: i64,
}

fn main() {
    let _ = Task::routes();
}
