use restkit::prelude::*;

#[derive(Input)]
#[input(partial = "NamesPatch")]
struct Names(Vec<String>);

fn main() {}
