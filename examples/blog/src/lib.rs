//! A blog: people who write and follow each other, posts with tags and comments, drafts that only their authors see, moderators, and a page that
//! people use it all with.
//!
//! | file | what it shows |
//! | --- | --- |
//! | `users` | registration and log-in, relations, counts |
//! | `posts` | rows that not everybody sees, a field that only moderators read, hooks, endpoints beside the generated ones |
//! | `comments` | a resource that asks another one who may write |
//! | `tags` | links between two resources, kept by an endpoint of one's own |
//! | `follows` | a key of two parts, one of them the caller |
//! | `feed` | a list over two resources, page by page |
//! | `page` | axum routes beside those of the app: plain HTML, CSS and JavaScript |
//! | `demo` | rows to begin with |

#![expect(unreachable_pub, reason = "what the macros document, whoever can reach it")]

mod comments;
mod demo;
mod feed;
mod follows;
mod page;
mod posts;
mod tags;
mod users;

use restkit::prelude::*;

pub use comments::Comment;
pub use follows::Follow;
pub use posts::{Post, Status};
pub use tags::{PostTag, Tag};
pub use users::{Role, User};

/// The blog.
pub fn app() -> App {
    let people = (User::routes(), users::Session::routes(), Follow::routes());
    let texts = (Post::routes(), Comment::routes(), Tag::routes(), PostTag::routes());
    App::new("Blog", "1.0.0")
        .description("Posts, those who write them, and what others say to them.")
        .mount("/api/v1", people)
        .mount("/api/v1", texts)
        .mount("/api/v1", feed::Feed::routes())
        .merge(page::routes())
        .migrations(restkit::migrations!("migrations"))
        .seed("demo", demo::rows)
}
