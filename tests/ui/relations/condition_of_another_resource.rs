use restkit::prelude::*;

#[resource(path = "/posts", has_many(comments = Comment::post_id))]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Post {
    #[resource(id)]
    id: i64,
    #[resource(belongs_to = author)]
    author_id: Id<User>,
}

#[resource(path = "/comments")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct Comment {
    #[resource(id)]
    id: i64,
    post_id: Id<Post>,
    approved: bool,
}

#[resource(path = "/users")]
#[authorize(read = public, create = public, update = public, delete = public)]
struct User {
    #[resource(id)]
    id: i64,
    name: String,
}

async fn wrong(db: Db) -> Result<(), Problem> {
    let users = User::repository(&db).as_system();
    let all = users.select().all().await?;
    users.load(Post::comments(), &all).await?;
    let posts = Post::repository(&db).as_system();
    posts.filter(Post::author().is(Comment::approved().eq(true)));
    posts.filter(Post::comments().any(Comment::aproved().eq(true)));
    posts.select().sort(Post::author().asc(Comment::approved()));
    Ok(())
}

fn main() {}
