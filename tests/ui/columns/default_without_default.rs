use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(default)]
    status: Status,
}

#[derive(ColumnEnum)]
enum Status {
    Todo,
}

fn main() {
    let _ = Task::routes();
}
