use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(range(max = 300))]
    priority: i8,
    #[validate(range(min = 0.5))]
    count: i32,
}

fn main() {
    let _ = Task::routes();
}
