use restkit::prelude::*;

#[resource(path = "/tasks")]
union Task {
    id: i64,
}

fn main() {}
