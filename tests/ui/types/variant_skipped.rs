use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Status {
    Done,
    #[serde(skip)]
    Hidden,
}

fn main() {}
