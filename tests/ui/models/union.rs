use restkit::prelude::*;

#[derive(Input)]
union Either {
    a: u32,
    b: f32,
}

fn main() {}
