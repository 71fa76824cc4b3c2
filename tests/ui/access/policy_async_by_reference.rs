use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = policy(own_team), create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    team: i64,
}

#[dependency]
async fn current_team(caller: Caller) -> i64 {
    caller.subject().map_or(0, |_| 7)
}

async fn own_team(team: &CurrentTeam) -> Condition<Task> {
    Task::team().eq(**team)
}

fn main() {
    let _ = Task::routes();
}
