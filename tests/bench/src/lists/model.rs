//! Posts with authors and comments, as restkit serves them.

use restkit::prelude::*;

/// Somebody who writes.
#[resource(path = "/authors")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Author {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// What to call them.
    #[validate(length(max = 100))]
    pub name: String,
}

/// How far a post is.
#[derive(ColumnEnum)]
pub enum Status {
    /// Being written.
    Draft,
    /// There for everybody.
    Published,
    /// Taken away.
    Withdrawn,
}

/// What somebody wrote.
#[resource(path = "/posts", has_many(comments = Comment::post_id, limit = 3, sort = -id), search(title))]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Post {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// Who wrote it.
    #[resource(belongs_to = author, filter)]
    pub author_id: Id<Author>,
    /// What it is called.
    #[validate(length(max = 200))]
    pub title: String,
    /// How far it is.
    #[resource(filter)]
    pub status: Status,
    /// How often it was read.
    pub views: i32,
    /// What somebody thinks of it; of most nobody does.
    #[resource(sort)]
    pub rating: Option<i16>,
    /// When it was made.
    #[resource(sort)]
    pub created_at: DateTime<Utc>,
}

/// What somebody said about it.
#[resource(path = "/comments")]
#[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
pub struct Comment {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// About what.
    pub post_id: Id<Post>,
    /// The text.
    #[validate(length(max = 1000))]
    pub text: String,
}

/// The same first page by way of structs, as a handler answers rows that it has looked at.
struct Structs;

#[api(path = "/structs")]
impl Structs {
    /// The first twenty posts.
    #[get("/")]
    #[authorize(public)]
    async fn posts(db: Db) -> Result<Json<Vec<Post>>, Problem> {
        Ok(Json(Post::repository(&db).as_system().select().limit(20).all().await?))
    }
}

/// The tables.
pub fn resources() -> [&'static restkit::ResourceSpec; 3] {
    [Author::spec(), Post::spec(), Comment::spec()]
}

/// The app without a database.
pub fn app() -> App {
    App::new("Posts", "1.0.0").mount("", (Author::routes(), Post::routes(), Comment::routes(), Structs::routes()))
}
