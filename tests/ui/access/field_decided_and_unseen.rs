use restkit::prelude::*;

#[resource(path = "/people")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
struct Person {
    #[resource(id)]
    id: i64,
    #[resource(write_only)]
    #[authorize(read = authenticated)]
    password: String,
    #[resource(hidden, default = 0)]
    #[authorize(read = authenticated, write = authenticated)]
    tries: i64,
    #[resource(read_only, default = 0)]
    #[authorize(write = authenticated)]
    score: i64,
    #[resource(created_at)]
    #[authorize(read = authenticated, write = authenticated)]
    created_at: DateTime<Utc>,
}

fn main() {
    let _ = Person::routes();
}
