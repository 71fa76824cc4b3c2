use restkit::prelude::*;

#[resource(path = "/posts", search(title, stars))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
    title: String,
    body: Option<String>,
    stars: i64,
}

fn main() {
    let _ = Post::routes();
}
