use restkit::prelude::*;

#[resource(path = "/tasks", operations(list, get, create))]
#[authorize(read = todo, create = authenticated && !todo)]
pub struct Task {
    #[resource(id)]
    pub id: i64,
}

fn main() {}
