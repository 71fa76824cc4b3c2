use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Person {
    #[resource(id)]
    id: i64,
    first: String,
    last: String,
    #[computed(with = full_name(first, last))]
    full_name: Name,
}

struct Name(String);

fn full_name(first: &str, last: &str) -> Name {
    Name(format!("{first} {last}"))
}

fn main() {
    let _ = Person::routes();
}
