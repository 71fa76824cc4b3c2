use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(custom(even))]
    priority: i32,
}

fn even(value: &i32) -> bool {
    value % 2 == 0
}

fn main() {
    let _ = Task::routes();
}
