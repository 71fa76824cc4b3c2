use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    #[resource(filter, sort)]
    place: Json<Vec<i64>>,
    #[resource(unique)]
    name: Option<Json<String>>,
    #[resource(filter)]
    free: Option<serde_json::Value>,
}

fn main() {
    let _ = Task::routes();
}
