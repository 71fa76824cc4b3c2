use restkit::prelude::*;

#[derive(Column)]
enum Status {
    Todo,
}

fn main() {}
