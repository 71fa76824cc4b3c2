use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = policy(own_team), create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    team: i64,
}

async fn own_team(_tx: Tx) -> restkit::Result<Condition<Task>> {
    Ok(Task::team().eq(7))
}

fn main() {
    let _ = Task::routes();
}
