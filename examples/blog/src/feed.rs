//! What those have written whom somebody follows.

use std::collections::HashMap;

use restkit::{inject::Result, prelude::*};

use crate::{Follow, Post, User, posts};

/// Which page of a feed is wanted.
#[derive(Input)]
struct Wanted {
    /// The `next` of the page before.
    after: Option<i64>,
    /// How many posts a page has at most.
    #[validate(range(min = 1, max = 50))]
    #[input(default = 20)]
    limit: u32,
}

/// A post in a feed.
#[derive(Output)]
struct Entry {
    /// The post.
    id: i64,
    /// What stands above it.
    title: String,
    /// Who wrote it.
    author_id: i64,
    /// What they are called.
    author: String,
    /// When it was published.
    published_at: Option<DateTime<Utc>>,
}

/// A page of a feed.
#[derive(Output)]
struct Page {
    /// Its posts, the newest first.
    items: Vec<Entry>,
    /// What the next page comes `after`; null on the last one.
    next: Option<i64>,
}

/// The feed of whoever asks.
pub struct Feed;

/// What is new.
#[api(path = "/feed")]
impl Feed {
    /// The posts of those whom the caller follows, the newest first.
    #[get("/")]
    #[authorize(authenticated)]
    async fn feed(caller: Caller, db: Db, wanted: Query<Wanted>) -> Result<Page> {
        let Wanted { after, limit } = wanted.0;
        let Some(reader) = caller.subject().and_then(|subject| subject.parse::<i64>().ok()) else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let follows = Follow::repository(&db).as_caller(&caller).filter(Follow::follower_id().eq(reader)).all().await?;
        let authors: Vec<i64> = follows.iter().map(|follow| *follow.followed_id.key()).collect();
        let posts = Post::repository(&db).as_caller(&caller);
        let mut wanted = posts.filter(posts::shown().and(Post::author_id().is_in(authors.iter().copied())));
        if let Some(after) = after {
            // By the moment and then the key, so that two posts of one moment are not taken for one.
            let last = posts.get(after).await?;
            let earlier = Post::published_at().lt(last.published_at);
            let same = Post::published_at().eq(last.published_at).and(Post::id().lt(last.id));
            wanted = wanted.filter(earlier.or(same));
        }
        let found = wanted.sort(Post::published_at().desc()).sort(Post::id().desc()).limit(limit + 1).all().await?;
        let next = found.get(limit as usize).and(found.get(limit as usize - 1)).map(|last| last.id);
        let names = names(&db, &found).await?;
        let entry = |post: Post| {
            let author_id = *post.author_id.key();
            let author = names.get(&author_id).cloned().unwrap_or_default();
            Entry { id: post.id, title: post.title, author_id, author, published_at: post.published_at }
        };
        Ok(Page { items: found.into_iter().take(limit as usize).map(entry).collect(), next })
    }
}

/// What the authors of these posts are called.
async fn names(db: &Db, posts: &[Post]) -> Result<HashMap<i64, String>> {
    let authors = posts.iter().map(|post| *post.author_id.key());
    let users = User::repository(db).as_system().filter(User::id().is_in(authors)).all().await?;
    Ok(users.into_iter().map(|user| (user.id, user.name)).collect())
}
