use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(one_of(0.5, 1.5))]
    weight: f64,
}

fn main() {
    let _ = Task::routes();
}
