use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Task {
    #[resource(id, hidden)]
    id: i64,
}

/// What only lists answer needs no name.
#[resource(path = "/lines", operations(list))]
#[authorize(read = public)]
struct Line {
    #[resource(id, hidden)]
    id: i64,
}

fn main() {
    let _ = (Task::routes(), Line::routes());
}
