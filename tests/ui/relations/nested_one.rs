use restkit::prelude::*;

#[resource(path = "/posts", has_one(comment = Comment::post_id, nested))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
    title: String,
}

#[resource(path = "/comments")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Comment {
    #[resource(id)]
    id: i64,
    post_id: Id<Post>,
    user_id: Option<Id<User>>,
    written: i64,
    data: Json<i32>,
}

#[resource(path = "/users")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct User {
    #[resource(id)]
    id: i64,
}

fn main() {
    let _ = (Post::routes(), Comment::routes(), User::routes());
}
