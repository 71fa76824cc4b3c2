use restkit::prelude::*;

#[derive(Input)]
struct Search {
    #[serde(default)]
    #[input(default = 20)]
    limit: u32,
}

fn main() {}
