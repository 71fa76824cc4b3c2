use restkit::prelude::*;

use std::rc::Rc;

#[dependency]
fn customer() -> Rc<u8> {
    Rc::new(1)
}

fn main() {}
