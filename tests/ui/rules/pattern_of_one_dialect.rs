use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[validate(pattern(r"\A\d+\z"))]
    title: String,
    #[validate(pattern(r"^\d+$"))]
    code: String,
    #[validate(pattern("(?P<year>[0-9]{4})"))]
    year: String,
}

fn main() {
    let _ = Task::routes();
}
