use restkit::prelude::*;

struct Shop;

impl Shop {
    #[dependency]
    fn customer(&self) -> u8 {
        1
    }
}

fn main() {}
