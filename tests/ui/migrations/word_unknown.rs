use restkit::prelude::*;

fn main() {
    let _ = App::new("Todo", "1.0.0").migrations(restkit::migrations!("migrations", table = "x"));
}
