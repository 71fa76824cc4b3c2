use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task<'a> {
    #[resource(id)]
    id: i64,
    title: std::borrow::Cow<'a, str>,
}

fn main() {}
