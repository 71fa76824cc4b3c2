use restkit::prelude::*;

/// A task.
#[resource(path = "/tasks")]
#[authorize(read = public, create = public, update = public, delete = public)]
pub struct Task {
    #[resource(id)]
    pub id: i64,
}

#[resource]
impl Task {
    #[get("/{id}/done")]
    #[authorize(public)]
    async fn done(&self) {}
}

fn main() {}
