use restkit::prelude::*;

#[resource(path = "/posts", search)]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
    title: String,
    body: Option<String>,
}

fn main() {
    let _ = Post::routes();
}
