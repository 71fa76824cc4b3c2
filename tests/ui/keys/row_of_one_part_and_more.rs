use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

#[resource]
impl Task {
    #[post("/{id}/lines/{line}")]
    #[authorize(authenticated)]
    async fn promote(task: Found<Self>) {
        let _ = task;
    }
}

fn main() {
    let _ = Task::routes();
}
