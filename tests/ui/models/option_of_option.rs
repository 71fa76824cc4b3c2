use restkit::prelude::*;

#[derive(Input)]
struct Change {
    note: Option<Option<String>>,
}

fn main() {}
