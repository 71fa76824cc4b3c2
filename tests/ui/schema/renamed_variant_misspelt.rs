use restkit::prelude::*;

#[derive(Clone, Copy, Debug, ColumnEnum)]
enum Status {
    #[resource(renamed = "todo")]
    Open,
}

fn main() {
    let _ = Status::WORDS;
}
