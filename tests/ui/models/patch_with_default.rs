use restkit::prelude::*;

#[derive(Input)]
struct Change {
    #[input(default)]
    note: Patch<String>,
}

fn main() {}
