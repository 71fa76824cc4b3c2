use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Person {
    #[resource(id)]
    id: i64,
    first: String,
    last: String,
    #[computed(with = other(id))]
    other: Id<Person>,
}

fn other(id: &i64) -> Id<Person> {
    Id::new(*id)
}

fn main() {
    let _ = Person::routes();
}
