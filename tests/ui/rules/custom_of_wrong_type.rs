use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(custom(even))]
    title: String,
}

fn even(value: &i32) -> Result<(), Invalid> {
    if value % 2 == 0 { Ok(()) } else { Err(Invalid::new("odd", "must be even")) }
}

fn main() {
    let _ = Task::routes();
}
