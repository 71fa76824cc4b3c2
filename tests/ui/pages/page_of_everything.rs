use restkit::prelude::*;

#[resource(path = "/tasks", max_page_size = 1_000_000)]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = Task::routes();
}
