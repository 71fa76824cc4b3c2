use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Task {
    #[resource(id)]
    id: i64,
    the_name_by_which_this_task_is_known_to_all_who_have_to_do_it: String,
}

fn main() {
    let _ = Task::routes();
}
