use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = role(Role::Admn), update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
}

#[derive(ColumnEnum)]
enum Role {
    Admin,
}

fn main() {
    let _ = Task::routes();
}
