use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id, natural, index)]
    tenant: i64,
    #[resource(id, natural, unique)]
    number: i64,
}

fn main() {
    let _ = Task::routes();
}
