use restkit::prelude::*;

#[authorize(read = public)]
struct Task {
    id: i64,
}

fn main() {}
