use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Person {
    #[resource(id)]
    id: i64,
    first: String,
    last: String,
    #[computed(with = full_name)]
    a: String,
    #[computed(with = full_name())]
    b: String,
    #[computed(with = full_name(&first, last))]
    c: String,
    #[computed(with = full_name(first, "Lee"))]
    d: String,
    #[computed(with = |first| first)]
    e: String,
    #[computed(with = (full_name)(first, last))]
    f: String,
}

fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}")
}

fn main() {
    let _ = Person::routes();
}
