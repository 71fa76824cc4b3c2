use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Status {
    Todo,
    Done(i64),
    Late { days: i64 },
}

fn main() {}
