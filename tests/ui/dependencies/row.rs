use restkit::prelude::*;

struct Task;

#[dependency]
fn customer(task: Found<Task>) -> u8 {
    1
}

fn main() {}
