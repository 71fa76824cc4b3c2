use restkit::prelude::*;

/// A task.
#[resource(path = "/tasks")]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Task {
    #[resource(id)]
    pub id: i64,
}

#[resource(path = "/other")]
impl Task {
    #[get("/")]
    #[authorize(public)]
    async fn list() {}
}

fn main() {}
