use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(custom(check))]
    #[resource(created_at)]
    made: DateTime<Utc>,
}

fn check(_: &DateTime<Utc>) -> Result<(), Invalid> {
    Ok(())
}

fn main() {
    let _ = Task::routes();
}
