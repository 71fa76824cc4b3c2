//! What posts are about.

use std::collections::BTreeSet;

use restkit::prelude::*;

use crate::{Post, Status, User};

/// A word for what posts are about.
///
/// Made by the first post that has it.
#[resource(path = "/tags", operations(list, get), many_to_many(posts = Post, through(PostTag::tag, PostTag::post_id)))]
#[authorize(read = public)]
pub struct Tag {
    /// The word itself.
    #[resource(id, filter)]
    #[validate(length(min = 1, max = 30), pattern("^[a-z0-9-]+$"))]
    pub name: String,
}

/// That a post has a tag.
///
/// Of what is published everybody sees the tags; of a draft its author does.
#[resource(path = "/post-tags", operations(list))]
#[authorize(read = owner || public && policy(of_what_is_published))]
pub struct PostTag {
    /// The post.
    #[resource(id, belongs_to = post, on_delete = cascade)]
    pub post_id: Id<Post>,
    /// The tag.
    #[resource(id, filter)]
    pub tag: Id<Tag>,
    /// Who wrote the post.
    #[resource(owner)]
    pub author_id: Id<User>,
    /// Whether the post is published.
    #[resource(hidden, default = false)]
    pub published: bool,
}

fn of_what_is_published() -> Condition<PostTag> {
    PostTag::published().eq(true)
}

impl PostTag {
    /// Gives a post these tags and no others.
    pub(crate) async fn set(tx: &Tx, post: &Post, tags: BTreeSet<String>) -> Result<Vec<Tag>, Problem> {
        let (links, words) = (Self::repository(tx).as_system(), Tag::repository(tx).as_system());
        for link in links.filter(Self::post_id().eq(post.id)).all().await? {
            if !tags.contains(link.tag.key()) {
                links.delete((link.post_id, link.tag)).await?;
            }
        }
        let mut given = Vec::with_capacity(tags.len());
        // In the order of the words, so that two posts never wait for each other.
        for name in tags {
            given.push(words.upsert(Tag::name(), [Tag::name().set(name.as_str())]).await?);
            let values = [
                Self::post_id().set(post.id),
                Self::tag().set(name),
                Self::author_id().set(post.author_id),
                Self::published().set(post.status == Status::Published),
            ];
            links.upsert((Self::post_id(), Self::tag()), values).await?;
        }
        Ok(given)
    }

    /// Lets everybody see the tags of a post that has been published.
    pub(crate) async fn publish(tx: &Tx, post: &Post) -> Result<(), Problem> {
        let links = Self::repository(tx).as_system();
        for link in links.filter(Self::post_id().eq(post.id)).all().await? {
            links.update((link.post_id, link.tag), [Self::published().set(true)]).await?;
        }
        Ok(())
    }
}

/// The tags of a post.
#[derive(Input)]
pub(crate) struct Tags {
    /// All of them; what is not named is taken away.
    #[validate(length(max = 10), each(length(min = 1, max = 30), pattern("^[a-z0-9-]+$")))]
    #[input(example = json!(["rust", "databases"]))]
    pub(crate) tags: Vec<String>,
}
