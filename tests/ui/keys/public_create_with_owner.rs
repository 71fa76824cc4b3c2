use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = public, create = public, update = owner, delete = owner)]
struct Task {
    #[resource(id, owner)]
    user: i64,
    #[resource(id, natural)]
    film: i64,
}

fn main() {
    let _ = Task::routes();
}
