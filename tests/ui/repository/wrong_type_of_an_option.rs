use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Status {
    Todo,
    Done,
}

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    title: String,
    status: Status,
    priority: Option<i16>,
    tags: Json<Vec<String>>,
    icon: Vec<u8>,
}

#[resource(path = "/users")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct User {
    #[resource(id)]
    id: i64,
    name: String,
}

fn main() {
    let _ = Task::priority().set("high");
}
