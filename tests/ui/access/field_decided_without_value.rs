use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
struct Person {
    #[resource(id)]
    id: i64,
    #[authorize(read = scope("people:pay"))]
    salary: i64,
    #[authorize(write = scope("people:name"))]
    name: String,
}

fn main() {
    let _ = Person::routes();
}
