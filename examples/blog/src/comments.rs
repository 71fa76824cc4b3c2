//! What readers say.

use restkit::{inject::Result, prelude::*};

use crate::{Post, Role, User, posts};

/// What somebody says to a post.
///
/// Whoever is logged in may comment on what is published. Moderators hide what should not stand there.
#[resource(path = "/comments", hooks)]
#[authorize(
    read = owner || public && policy(shown) || role(Role::Moderator),
    create = authenticated,
    update = owner,
    delete = owner || role(Role::Moderator),
)]
pub struct Comment {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// What it is said to.
    #[resource(filter, belongs_to = post, on_delete = cascade)]
    pub post_id: Id<Post>,
    /// Who says it.
    #[resource(owner, filter, belongs_to = author)]
    pub author_id: Id<User>,
    /// What is said.
    #[validate(non_blank, length(max = 2_000))]
    pub text: String,
    /// Whether moderators have hidden it.
    #[resource(read_only, filter, default = false)]
    pub hidden: bool,
    /// When it was said.
    #[resource(created_at, sort)]
    pub created_at: DateTime<Utc>,
}

/// What everybody reads: what is said to something that everybody reads.
fn shown() -> Condition<Comment> {
    Comment::hidden().eq(false).and(Comment::post().is(posts::shown()))
}

impl Hooks for Comment {
    async fn before_create(cx: &HookContext, draft: &mut Draft<Self>) -> Result<()> {
        said_to_something(cx, draft).await
    }

    async fn before_update(cx: &HookContext, _: &Self, changes: &mut Draft<Self>) -> Result<()> {
        said_to_something(cx, changes).await
    }
}

/// Refuses comments on what nobody reads, with the same words as on what is not there.
async fn said_to_something(cx: &HookContext, draft: &Draft<Comment>) -> Result<()> {
    let Some(post) = draft.get(Comment::post_id()) else { return Ok(()) };
    let wanted = posts::shown().and(Post::id().eq(*post.key()));
    if Post::repository(cx.tx()).as_system().filter(wanted).exists().await? {
        return Ok(());
    }
    Err(Problem::new(ProblemKind::CONFLICT, "There is no such post to comment on.").into())
}

#[resource]
impl Comment {
    /// Hides a comment from everybody but its author and the moderators.
    #[post("/{id}/hide")]
    #[authorize(role(Role::Moderator))]
    async fn hide_comment(comment: Found<Self>, tx: Tx) -> Result<NoContent> {
        Self::repository(&tx).as_system().update(comment.id, [Self::hidden().set(true)]).await?;
        Ok(NoContent)
    }

    /// Shows a comment again.
    #[post("/{id}/show")]
    #[authorize(role(Role::Moderator))]
    async fn show_comment(comment: Found<Self>, tx: Tx) -> Result<NoContent> {
        Self::repository(&tx).as_system().update(comment.id, [Self::hidden().set(false)]).await?;
        Ok(NoContent)
    }
}
