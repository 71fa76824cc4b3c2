use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = authenticated, update = owner, delete = owner)]
struct Person {
    #[resource(id)]
    id: i64,
    #[resource(owner)]
    owner_id: i64,
    #[authorize(read = owner, write = authenticated && policy(mine))]
    phone: Option<String>,
}

fn mine(_: &Caller) -> Condition<Person> {
    Condition::all()
}

fn main() {
    let _ = Person::routes();
}
