use restkit::prelude::*;

#[derive(Input)]
struct Page<T> {
    items: Vec<T>,
}

fn main() {}
