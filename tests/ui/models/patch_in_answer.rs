use restkit::prelude::*;

#[derive(Output)]
struct Change {
    note: Patch<String>,
}

fn main() {}
