use restkit::prelude::*;

#[derive(Input)]
struct Search {
    #[serde(default = "1 + 1")]
    limit: u32,
}

fn main() {}
