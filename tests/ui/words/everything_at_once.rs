use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Role {
    Admin,
}

#[resource(path = "tasks/", page_size = 0)]
#[authorize(read = ownr, create = role("admin"), update = owner)]
struct Task {
    id: Option<i64>,
    #[validate(length(min = 5, max = 2), pattern("(?i)a"))]
    #[resource(filtr, sort)]
    title: String,
    #[resource(read_only)]
    role: Role,
    #[resource(created_at)]
    created_at: String,
    #[validate(emial)]
    contact: &'static str,
}

fn main() {
    let _ = Task::routes();
}
