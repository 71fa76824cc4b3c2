use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = policy(publishd), update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

fn published(_caller: &Caller) -> Condition<Task> {
    Condition::all()
}

fn main() {
    let _ = Task::routes();
}
