use restkit::prelude::*;

#[resource(path = "/tasks", index(title, extra))]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    title: String,
    extra: Json<Vec<String>>,
}

fn main() {
    let _ = Task::routes();
}
