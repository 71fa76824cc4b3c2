use restkit::prelude::*;

#[derive(ColumnEnum)]
enum State {
    Open,
}

#[resource(path = "/posts", search(state))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
    state: State,
}

fn main() {
    let _ = Post::routes();
}
