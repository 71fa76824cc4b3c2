use restkit::prelude::*;

#[resource(path = "/posts", search(rank))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
    rank: String,
}

fn main() {
    let _ = Post::routes();
}
