use restkit::prelude::*;

#[derive(Column)]
struct Nickname(Option<String>);

fn main() {}
