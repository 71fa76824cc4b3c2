use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Status {
    Done,
    #[serde(rename = "done")]
    Finished,
}

fn main() {}
