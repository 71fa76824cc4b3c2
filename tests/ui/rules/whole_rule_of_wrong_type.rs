use restkit::prelude::*;

#[resource(path = "/tasks")]
#[validate(custom(check))]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    title: String,
}

fn check(_task: &Task) -> Result<(), Invalid> {
    Ok(())
}

fn main() {
    let _ = Task::routes();
}
