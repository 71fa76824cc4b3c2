use restkit::prelude::*;

#[dependency]
fn customer(Query(word): Query<String>) -> String {
    word
}

fn main() {}
