//! Who reads whom.

use restkit::{inject::Result, prelude::*};

use crate::User;

/// How many people somebody follows at most.
const MOST: u64 = 500;

/// That somebody follows somebody.
///
/// Everybody sees who follows whom; only followers themselves begin and end it.
#[resource(path = "/follows", operations(list, get, create, delete), hooks)]
#[authorize(read = public, create = authenticated, delete = owner)]
pub struct Follow {
    /// Who follows: the caller.
    #[resource(id, owner, filter, belongs_to = follower)]
    pub follower_id: Id<User>,
    /// Whom they follow.
    #[resource(id, filter, belongs_to = followed)]
    pub followed_id: Id<User>,
    /// Since when.
    #[resource(created_at, sort)]
    pub created_at: DateTime<Utc>,
}

impl Hooks for Follow {
    async fn before_create(cx: &HookContext, draft: &mut Draft<Self>) -> Result<()> {
        let (Some(follower), Some(followed)) = (draft.get(Self::follower_id()), draft.get(Self::followed_id())) else {
            return Ok(());
        };
        if follower.key() == followed.key() {
            return Err(Problem::new(ProblemKind::CONFLICT, "Nobody follows themselves.").into());
        }
        if Self::repository(cx.tx()).as_system().filter(Self::follower_id().eq(follower)).count().await? >= MOST {
            return Err(Problem::new(ProblemKind::CONFLICT, "Nobody can read more people than these.").into());
        }
        Ok(())
    }
}
