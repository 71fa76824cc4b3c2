use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
struct Person {
    #[resource(id)]
    id: i64,
    #[authorize(update = authenticated)]
    phone: Option<String>,
    #[authorize(role(Role::Admin))]
    email: Option<String>,
    #[authorize]
    street: Option<String>,
}

fn main() {
    let _ = Person::routes();
}
