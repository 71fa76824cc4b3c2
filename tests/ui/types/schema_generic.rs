use restkit::prelude::*;

#[derive(Schema)]
struct Page<T> {
    items: Vec<T>,
}

fn main() {}
