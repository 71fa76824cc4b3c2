use restkit::prelude::*;

#[derive(Column)]
#[validate(range(min = 1))]
struct Email(String);

fn main() {}
