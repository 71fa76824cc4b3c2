use restkit::prelude::*;

#[derive(Column)]
struct Settings(std::collections::HashMap<String, String>);

fn main() {}
