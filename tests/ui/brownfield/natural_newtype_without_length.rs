use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    code: Code,
}

#[derive(Column)]
struct Code(String);

fn main() {
    let _ = Task::routes();
}
