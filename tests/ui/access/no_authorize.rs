use restkit::prelude::*;

#[resource(path = "/tasks")]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
