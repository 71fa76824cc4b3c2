use restkit::prelude::*;

struct Other;

#[dependency]
fn customer() -> Result<u8, Other> {
    Ok(1)
}

fn main() {}
