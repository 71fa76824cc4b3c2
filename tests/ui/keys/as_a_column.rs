use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(filter, on_delete = cascade)]
    membership: Id<Membership>,
}

#[resource(path = "/memberships")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Membership {
    #[resource(id, natural)]
    team_id: i64,
    #[resource(id, natural)]
    user_id: i64,
}

fn main() {
    let _ = Task::routes();
}
