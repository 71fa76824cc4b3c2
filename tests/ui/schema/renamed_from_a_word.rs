use restkit::prelude::*;

#[derive(Clone, Copy, Debug, ColumnEnum)]
enum Status {
    #[resource(renamed_from = "done")]
    Open,
    Done,
}

fn main() {
    let _ = Status::WORDS;
}
