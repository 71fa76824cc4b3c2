use restkit::prelude::*;

#[derive(Schema)]
enum Address {
    Home,
}

fn main() {}
