use restkit::prelude::*;

#[validate(custom(check))]
struct Task {
    id: i64,
}

fn main() {}
