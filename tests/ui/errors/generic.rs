use restkit::prelude::*;

#[derive(ApiError)]
enum Fault<T> {
    #[problem(status = 404)]
    Gone(T),
}

fn main() {}
