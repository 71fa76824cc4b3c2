use restkit::prelude::*;

#[derive(Input)]
#[validate(custom(check))]
struct Address {
    number: u32,
}

fn check(_: &str) -> Result<(), Invalid> {
    Ok(())
}

fn main() {}
