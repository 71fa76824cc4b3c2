use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id, natural)]
    tenant: i64,
    #[resource(id)]
    code: Option<i16>,
}

fn main() {
    let _ = Task::routes();
}
