//! A blog: posts of users, with comments that answer each other, covers and tags.

use restkit::prelude::*;
use restkit_tests::{
    app::{AppBuilder, TestApp},
    database::Backend,
};

/// Who may do what.
#[derive(ColumnEnum)]
pub enum Role {
    /// All of it.
    Admin,
}

fn active() -> Condition<User> {
    User::active().eq(true)
}

/// Somebody who writes.
#[resource(path = "/users", has_many(posts = Post::author_id, sort = -id, nested), has_many(comments = Comment::author_id))]
#[authorize(
    read = public && policy(active) || role(Role::Admin),
    create = public,
    update = public,
    delete = public
)]
#[derive(Debug)]
pub struct User {
    #[resource(id)]
    pub id: i64,
    #[validate(length(max = 20))]
    #[resource(filter, sort)]
    pub name: String,
    #[resource(write_only)]
    pub password: Option<String>,
    #[resource(hidden, default = "inside")]
    pub note: String,
    #[resource(default = true)]
    pub active: bool,
}

fn published() -> Condition<Post> {
    Post::draft().eq(false)
}

/// What somebody wrote.
#[resource(
    path = "/posts",
    has_many(comments = Comment::post_id, limit = 3, sort = -written, filter, nested),
    has_one(cover = Cover::post_id, sort),
    many_to_many(tags = Tag, through(PostTag::post_id, PostTag::tag), limit = 5, filter),
)]
#[authorize(read = public && policy(published) || owner, create = authenticated, update = owner, delete = owner)]
#[derive(Debug)]
pub struct Post {
    #[resource(id)]
    pub id: i64,
    #[resource(owner, belongs_to(author, filter, sort))]
    pub author_id: Id<User>,
    #[validate(length(max = 40))]
    #[resource(filter, sort)]
    pub title: String,
    #[resource(default = false)]
    pub draft: bool,
}

fn shown() -> Condition<Comment> {
    !Comment::secret().eq(true)
}

/// What somebody said about it.
#[resource(path = "/comments", has_many(replies = Comment::parent_id, sort = [written, -text], filter), max_page_size = 50)]
#[authorize(read = public && policy(shown) || owner, create = authenticated, update = owner, delete = owner)]
#[derive(Debug)]
pub struct Comment {
    #[resource(id)]
    pub id: Uuid,
    #[resource(belongs_to = post)]
    pub post_id: Id<Post>,
    #[resource(owner, belongs_to(author, sort))]
    pub author_id: Option<Id<User>>,
    #[resource(belongs_to(parent, filter, sort))]
    pub parent_id: Option<Id<Comment>>,
    #[validate(length(max = 40))]
    #[resource(sort, filter)]
    pub text: String,
    #[resource(sort, filter, default = 0)]
    pub written: i32,
    #[resource(default = false)]
    pub secret: bool,
}

/// The picture of a post.
#[resource(path = "/covers")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
#[derive(Debug)]
pub struct Cover {
    #[resource(id)]
    pub id: i64,
    #[resource(unique, belongs_to = post)]
    pub post_id: Id<Post>,
    #[validate(length(max = 5_000))]
    #[resource(sort)]
    pub url: String,
}

/// A word for posts.
#[resource(path = "/tags", many_to_many(posts = Post, through(PostTag::tag, PostTag::post_id), sort = title, filter))]
#[authorize(read = public, create = public, update = public, delete = public)]
#[derive(Debug)]
pub struct Tag {
    #[resource(id, filter)]
    #[validate(length(min = 1, max = 20))]
    pub word: String,
}

fn confirmed() -> Condition<PostTag> {
    PostTag::confirmed().eq(true)
}

/// Which post has which word.
#[resource(path = "/post-tags")]
#[authorize(read = public && policy(confirmed) || role(Role::Admin), create = public, update = public, delete = public)]
#[derive(Debug)]
pub struct PostTag {
    #[resource(id)]
    pub id: i64,
    pub post_id: Id<Post>,
    pub tag: Id<Tag>,
    #[resource(default = true)]
    pub confirmed: bool,
}

/// The blog without rows.
pub async fn empty(backend: Backend) -> TestApp {
    let routes = (User::routes(), Post::routes(), Comment::routes(), Cover::routes(), Tag::routes(), PostTag::routes());
    AppBuilder::new(backend).mount("", routes).start().await
}

/// Somebody.
pub async fn user(db: &Db, name: &str, active: bool) -> User {
    let set = [User::name().set(name), User::active().set(active), User::password().set("swordfish")];
    User::repository(db).as_system().insert(set).await.unwrap()
}

/// A post.
pub async fn post(db: &Db, author: &User, title: &str, draft: bool) -> Post {
    let set = [Post::author_id().set(author.id), Post::title().set(title), Post::draft().set(draft)];
    Post::repository(db).as_system().insert(set).await.unwrap()
}

/// A comment on a post, or on another one.
pub async fn comment(db: &Db, post: &Post, author: Option<&User>, parent: Option<&Comment>, text: &str, written: i32) -> Comment {
    let set = [
        Comment::post_id().set(post.id),
        Comment::author_id().set(author.map(|author| Id::new(author.id))),
        Comment::parent_id().set(parent.map(|parent| Id::new(parent.id))),
        Comment::text().set(text),
        Comment::written().set(written),
    ];
    Comment::repository(db).as_system().insert(set).await.unwrap()
}

/// Keeps a comment to its author.
pub async fn keep_secret(db: &Db, comment: &Comment) {
    Comment::repository(db).as_system().update(comment.id, [Comment::secret().set(true)]).await.unwrap();
}

/// A picture.
pub async fn cover(db: &Db, post: &Post, url: &str) {
    Cover::repository(db).as_system().insert([Cover::post_id().set(post.id), Cover::url().set(url)]).await.unwrap();
}

/// A word for a post.
pub async fn tag(db: &Db, post: &Post, word: &str, confirmed: bool) {
    let tags = Tag::repository(db).as_system();
    if tags.find(word).await.unwrap().is_none() {
        tags.insert([Tag::word().set(word)]).await.unwrap();
    }
    let set = [PostTag::post_id().set(post.id), PostTag::tag().set(word.to_owned()), PostTag::confirmed().set(confirmed)];
    PostTag::repository(db).as_system().insert(set).await.unwrap();
}

/// Everything, in all states that policies tell apart; answers the users, of whom the last is not active.
pub async fn blog(db: &Db) -> Vec<User> {
    let mut users = Vec::new();
    for (name, active) in [("ann", true), ("bob", true), ("eve", false)] {
        users.push(user(db, name, active).await);
    }
    for at in 0..8_usize {
        let made = post(db, &users[at % 3], &format!("post {at}"), at % 2 == 1).await;
        if at % 3 != 1 {
            cover(db, &made, "url").await;
        }
        for (number, word) in ["red", "green", "blue"].into_iter().enumerate().take(at % 4) {
            tag(db, &made, word, (at + number) % 3 != 0).await;
        }
        let mut parent = None;
        for number in 0..4_i32 {
            let author = users.get((at + usize::try_from(number).unwrap()) % 4);
            let made = comment(db, &made, author, parent.as_ref(), &format!("{}.{number}", at % 4), number).await;
            if (number + i32::try_from(at).unwrap()) % 3 == 0 {
                keep_secret(db, &made).await;
            }
            parent = Some(made);
        }
    }
    users
}
