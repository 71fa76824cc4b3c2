use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
struct Person {
    #[resource(id)]
    #[authorize(read = authenticated)]
    id: i64,
    #[authorize(read = public)]
    phone: Option<String>,
}

fn main() {
    let _ = Person::routes();
}
