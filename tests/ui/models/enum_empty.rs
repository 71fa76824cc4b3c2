use restkit::prelude::*;

#[derive(Input)]
#[serde(tag = "type")]
enum Never {}

fn main() {}
