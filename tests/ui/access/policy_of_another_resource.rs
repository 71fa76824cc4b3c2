use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = policy(own_team), create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    team: i64,
}

#[resource(path = "/teams")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Team {
    #[resource(id)]
    id: i64,
}

fn own_team(_caller: &Caller) -> Condition<Team> {
    Team::id().eq(7)
}

fn main() {
    let _ = Task::routes();
}
