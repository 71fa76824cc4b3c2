use restkit::prelude::*;

#[resource(path = "/posts", search(a, b, c, d, e))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
    a: String,
    b: String,
    c: String,
    d: String,
    e: String,
}

fn main() {
    let _ = Post::routes();
}
