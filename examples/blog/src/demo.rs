//! Rows to begin with: two people, what they wrote, and what they say to each other.

use restkit::prelude::*;

use crate::{Comment, Follow, Post, PostTag, Role, Status, User, users};

/// Why there are none.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What both of them log in with.
const PASSWORD: &str = "correct horse battery staple";

const POSTS: [(&str, &str, &[&str]); 3] = [
    (
        "Lists that scale",
        "A page of a list begins where the page before it ended, not after a number of rows: so the last page costs no more than the first.",
        &["databases", "rust"],
    ),
    (
        "What a draft is",
        "A draft is a post that nobody but its author can see, and no request can tell it from none at all.",
        &["rust"],
    ),
    ("Tea", "Water first, then leaves, then time.", &["kitchen"]),
];

/// Adds them, unless somebody is there already.
pub(crate) async fn rows(tx: Tx) -> Result<(), Failure> {
    let tx = &tx;
    if User::repository(tx).as_system().select().exists().await? {
        return Ok(());
    }
    let (ada, bob) = (user(tx, "ada", Role::Moderator).await?, user(tx, "bob", Role::Writer).await?);
    for (title, body, tags) in POSTS {
        let values = [
            Post::author_id().set(ada.id),
            Post::title().set(title),
            Post::body().set(body),
            Post::status().set(Status::Published),
        ];
        let post = Post::repository(tx).as_system().insert(values).await?;
        PostTag::set(tx, &post, tags.iter().map(|tag| (*tag).to_owned()).collect()).await?;
        let values = [Comment::post_id().set(post.id), Comment::author_id().set(bob.id), Comment::text().set("I see.")];
        Comment::repository(tx).as_system().insert(values).await?;
    }
    let draft = [Post::author_id().set(bob.id), Post::title().set("Not yet"), Post::body().set("Nobody reads this but Bob.")];
    Post::repository(tx).as_system().insert(draft).await?;
    let values = [Follow::follower_id().set(bob.id), Follow::followed_id().set(ada.id)];
    Follow::repository(tx).as_system().insert(values).await?;
    Ok(())
}

async fn user(tx: &Tx, name: &str, role: Role) -> Result<User, Failure> {
    let hash = tokio::task::spawn_blocking(|| users::hash(PASSWORD)).await??;
    let values = [User::name().set(name), User::role().set(role), User::password_hash().set(hash)];
    Ok(User::repository(tx).as_system().insert(values).await?)
}
