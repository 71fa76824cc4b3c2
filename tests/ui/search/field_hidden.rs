use restkit::prelude::*;

#[resource(path = "/posts", search(secret))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
    #[resource(hidden, default = "")]
    secret: String,
}

fn main() {
    let _ = Post::routes();
}
