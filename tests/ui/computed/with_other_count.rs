use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Person {
    #[resource(id)]
    id: i64,
    first: String,
    last: String,
    #[computed(with = full_name(first))]
    full_name: String,
}

fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}")
}

fn main() {
    let _ = Person::routes();
}
