use restkit::prelude::*;

#[resource(path = "/posts", has_many(comments = Comment::post_id, sort), has_one(cover = Cover::post_id, sort = -id))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
}

#[resource(path = "/comments")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Comment {
    #[resource(id)]
    id: i64,
    post_id: Id<Post>,
}

#[resource(path = "/covers")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Cover {
    #[resource(id)]
    id: i64,
    #[resource(unique)]
    post_id: Id<Post>,
}

fn main() {
    let _ = (Post::routes(), Comment::routes(), Cover::routes());
}
