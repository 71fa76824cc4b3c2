use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = policy(own_team), create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    team: i64,
}

fn own_team(_caller: &Caller, team: Query<i64>) -> Condition<Task> {
    Task::team().eq(*team)
}

fn main() {
    let _ = Task::routes();
}
