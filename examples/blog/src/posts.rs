//! Posts: drafts that only their authors see, and what everybody reads.

use restkit::prelude::*;

use crate::{Comment, PostTag, Role, Tag, User, tags::Tags};

/// Who sees a post.
#[derive(ColumnEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nobody but its author.
    Draft,
    /// Everybody.
    Published,
}

/// Something to read.
///
/// Authors see and change their own; everybody sees what is published, unless moderators have hidden it.
#[resource(
    path = "/posts",
    hooks,
    search(title(weight = 4), body),
    has_many(comments = Comment::post_id, limit = 50, sort = created_at, nested),
    many_to_many(tags = Tag, through(PostTag::post_id, PostTag::tag), filter)
)]
#[authorize(
    read = owner || public && policy(shown) || role(Role::Moderator) && policy(published),
    create = authenticated,
    update = owner,
    delete = owner || role(Role::Moderator) && policy(published),
)]
pub struct Post {
    /// The key.
    #[resource(id)]
    pub id: i64,
    /// Who wrote it.
    #[resource(owner, filter, belongs_to(author, filter))]
    pub author_id: Id<User>,
    /// What stands above it.
    #[validate(non_blank, length(max = 200))]
    #[resource(filter, sort)]
    pub title: String,
    /// The text.
    #[validate(non_blank, length(max = 20_000))]
    pub body: String,
    /// Who sees it. What was published stays so.
    #[resource(filter, default = Status::Draft)]
    pub status: Status,
    /// When it was published.
    #[resource(read_only, filter, sort)]
    pub published_at: Option<DateTime<Utc>>,
    /// Whether moderators have hidden it.
    #[resource(read_only, filter, default = false)]
    pub hidden: bool,
    /// Why they have.
    #[resource(read_only)]
    #[authorize(read = role(Role::Moderator))]
    pub moderation_note: Option<String>,
    /// How many comments there are that the reader may see.
    #[resource(filter, sort)]
    #[computed(count(comments))]
    pub comment_count: i64,
    /// When it was begun.
    #[resource(created_at, sort)]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[resource(updated_at, sort)]
    pub updated_at: DateTime<Utc>,
}

/// What is no draft.
pub(crate) fn published() -> Condition<Post> {
    Post::status().eq(Status::Published)
}

/// What everybody reads.
pub(crate) fn shown() -> Condition<Post> {
    published().and(Post::hidden().eq(false))
}

impl Hooks for Post {
    async fn before_create(_: &HookContext, draft: &mut Draft<Self>) -> restkit::Result<()> {
        if draft.get(Self::status()) == Some(Status::Published) {
            draft.set(Self::published_at(), Some(Utc::now()));
        }
        Ok(())
    }

    async fn before_update(_: &HookContext, row: &Self, changes: &mut Draft<Self>) -> restkit::Result<()> {
        match (row.status, changes.get(Self::status())) {
            (Status::Draft, Some(Status::Published)) => changes.set(Self::published_at(), Some(Utc::now())),
            (Status::Published, Some(Status::Draft)) => {
                return Err(Problem::new(ProblemKind::CONFLICT, "What was published is no draft any more.").into());
            }
            _ => {}
        }
        Ok(())
    }

    async fn after_update(cx: &HookContext, before: &Self, after: &Self) -> restkit::Result<()> {
        if before.status != after.status {
            PostTag::publish(cx.tx(), after).await?;
        }
        Ok(())
    }
}

/// Why something is hidden.
#[derive(Input)]
struct Hiding {
    /// What moderators tell each other.
    #[validate(non_blank, length(max = 500))]
    #[input(example = "Advertising")]
    reason: String,
}

#[resource]
impl Post {
    /// Says what a post is about.
    #[put("/{id}/tags")]
    #[authorize(owner)]
    async fn tag_post(post: Found<Self>, tags: Json<Tags>, tx: Tx) -> restkit::Result<Vec<Tag>> {
        Ok(PostTag::set(&tx, &post, tags.0.tags.into_iter().collect()).await?)
    }

    /// Hides a post from everybody but its author and the moderators.
    #[post("/{id}/hide")]
    #[authorize(role(Role::Moderator))]
    async fn hide_post(post: Found<Self>, hiding: Json<Hiding>, tx: Tx) -> restkit::Result<NoContent> {
        let note = Some(hiding.0.reason);
        let changes = [Self::hidden().set(true), Self::moderation_note().set(note)];
        Self::repository(&tx).as_system().update(post.id, changes).await?;
        Ok(NoContent)
    }

    /// Shows a post again.
    #[post("/{id}/show")]
    #[authorize(role(Role::Moderator))]
    async fn show_post(post: Found<Self>, tx: Tx) -> restkit::Result<NoContent> {
        let changes = [Self::hidden().set(false), Self::moderation_note().set(None::<String>)];
        Self::repository(&tx).as_system().update(post.id, changes).await?;
        Ok(NoContent)
    }
}
