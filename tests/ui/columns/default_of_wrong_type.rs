use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(default = 3)]
    title: String,
    #[resource(default = "three")]
    priority: i16,
    #[resource(default = true)]
    weight: f64,
}

fn main() {
    let _ = Task::routes();
}
