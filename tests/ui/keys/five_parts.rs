use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    a: i16,
    #[resource(id)]
    b: i16,
    #[resource(id)]
    c: i16,
    #[resource(id)]
    d: i16,
    #[resource(id)]
    e: i16,
}

fn main() {
    let _ = Task::routes();
}
