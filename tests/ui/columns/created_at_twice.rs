use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(created_at)]
    made: DateTime<Utc>,
    #[resource(created_at)]
    born: DateTime<Utc>,
}

fn main() {
    let _ = Task::routes();
}
