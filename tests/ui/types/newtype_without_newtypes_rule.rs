use restkit::prelude::*;

#[derive(Column)]
struct Email(String);

#[resource(path = "/users")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct User {
    #[resource(id)]
    id: i64,
    #[validate(range(max = 3))]
    email: Email,
}

fn main() {}
