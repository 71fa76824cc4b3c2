use restkit::prelude::*;

#[derive(ColumnEnum)]
enum Status {
    #[serde(rename = "done, at last")]
    Done,
}

fn main() {}
