use restkit::prelude::*;

#[resource(path = "/tasks")]
#[authorize(read = public)]
enum Task {
    Open,
}

fn main() {}
