use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id, owner)]
    user: Name,
    #[resource(id, natural)]
    film: i64,
}

#[derive(Column)]
struct Name(String);

fn main() {
    let _ = Task::routes();
}
