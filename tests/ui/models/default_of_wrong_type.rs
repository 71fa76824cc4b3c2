use restkit::prelude::*;

#[derive(Input)]
struct Search {
    #[input(default = "many")]
    limit: u32,
}

fn main() {}
