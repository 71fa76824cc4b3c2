use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Status<T> {
    Todo,
    Done,
}

fn main() {}
