use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task<T> {
    #[resource(id)]
    id: i64,
    value: T,
}

fn main() {}
