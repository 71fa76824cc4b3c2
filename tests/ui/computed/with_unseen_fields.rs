use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Person {
    #[resource(id)]
    id: i64,
    first: String,
    last: String,
    #[resource(write_only)]
    secret: Option<String>,
    #[resource(hidden)]
    hidden: Option<String>,
    #[authorize(read = authenticated)]
    inner: Option<String>,
    #[computed(with = full_name(secret, hidden))]
    a: String,
    #[computed(with = full_name(inner, last))]
    b: String,
    #[computed(with = full_name(b, last))]
    c: String,
}

fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}")
}

fn main() {
    let _ = Person::routes();
}
