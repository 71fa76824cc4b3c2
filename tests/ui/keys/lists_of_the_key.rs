use restkit::prelude::*;

#[resource(path = "/tasks", unique(number, tenant, year, title), index(tenant, number))]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id, natural)]
    tenant: i64,
    #[resource(id, natural)]
    number: i64,
    #[resource(id)]
    year: i16,
    title: String,
}

fn main() {
    let _ = Task::routes();
}
