use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Person {
    #[resource(id)]
    id: i64,
    first: String,
    last: String,
    #[resource(filter, sort, index)]
    #[computed(with = full_name(first, last))]
    a: String,
    #[resource(unique, column = "names", type = "TEXT")]
    #[computed(with = full_name(first, last))]
    b: String,
    #[resource(default = "Ann", read_only)]
    #[validate(length(max = 3))]
    #[computed(with = full_name(first, last))]
    c: String,
    #[resource(hidden)]
    #[computed(with = full_name(first, last))]
    d: String,
}

fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}")
}

fn main() {
    let _ = Person::routes();
}
