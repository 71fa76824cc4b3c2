//! Hooks: code of the user's around each write of a resource, for HTTP and repositories alike.
//!
//! Descriptors know of them as one erased table ([`table`]); [`run`] calls it around the statements. A resource without hooks is written as
//! if there were none.
//!
//! Invariants:
//! - A hook runs after the access decision, on a body without faults and a row that the caller may do this to.
//! - All of a write, with what its hooks did, happens or nothing of it.
//! - What was committed is told once; what was undone, also with a savepoint, never.

mod draft;
mod run;
mod table;

pub use draft::Draft;
pub(super) use run::Write;
pub use table::hooks;

use crate::{
    db::{Db, Tx},
    inject::Result,
    spec::{Caller, Resource},
};

/// Runs code before and after each write of a resource that says `#[resource(…, hooks)]`: by its generated endpoints and by its repository,
/// for callers and for the system.
///
/// The hooks of one operation and its own statements are one transaction: the request's or the caller's [`Tx`] if there is one, else one of its own.
/// An error of a hook is answered as the problem that it is, and undoes all of the operation. No hook runs before the access decision, for
/// a body with faults, for a row that the caller may not see and do this to, or for a patch without members. Rows are locked before a
/// hook sees them. Of `insert_many`, each row has its hooks.
///
/// When transactions meet, an operation is tried again, and its hooks run again: what they do elsewhere than in the database belongs into
/// [`Hooks::after_commit`].
///
/// ```
/// use restkit::prelude::*;
///
/// #[resource(path = "/articles", hooks)]
/// #[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
/// pub struct Article {
///     #[resource(id)]
///     pub id: i64,
///     #[validate(length(max = 200))]
///     pub title: String,
///     #[resource(read_only, unique, default = "")]
///     pub slug: String,
///     #[resource(default = false)]
///     pub published: bool,
/// }
///
/// impl Hooks for Article {
///     async fn before_create(_: &HookContext, draft: &mut Draft<Self>) -> restkit::Result<()> {
///         let title = draft.get(Self::title()).unwrap_or_default();
///         draft.set(Self::slug(), title.to_lowercase().replace(' ', "-"));
///         Ok(())
///     }
///
///     async fn before_delete(_: &HookContext, row: &Self) -> restkit::Result<()> {
///         if row.published {
///             return Err(Problem::new(ProblemKind::CONFLICT, "What is published stays.").into());
///         }
///         Ok(())
///     }
///
///     async fn after_commit(_: &Db, event: Committed<Self>) -> restkit::Result<()> {
///         if let Committed::Created(article) = event {
///             println!("new: {}", article.title);
///         }
///         Ok(())
///     }
/// }
///
/// # async fn example(db: Db) -> restkit::Result<()> {
/// let article = Article::repository(&db).as_system().insert([Article::title().set("On Hooks")]).await?;
/// assert_eq!(article.slug, "on-hooks");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` says `hooks` and has none",
    label = "nothing says what runs",
    note = "write `impl Hooks for {Self} {{ … }}` with the hooks it needs, or take the word `hooks` away"
)]
pub trait Hooks: Resource {
    /// Before a row is made. The draft has all values but a key that the database counts.
    ///
    /// # Errors
    /// What ends the operation.
    fn before_create(cx: &HookContext, draft: &mut Draft<Self>) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, draft);
        std::future::ready(Ok(()))
    }

    /// After a row was made, before it is committed.
    ///
    /// # Errors
    /// What ends the operation.
    fn after_create(cx: &HookContext, row: &Self) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, row);
        std::future::ready(Ok(()))
    }

    /// Before a row is changed: the row as it is, and what is to be set on it.
    ///
    /// # Errors
    /// What ends the operation.
    fn before_update(cx: &HookContext, row: &Self, changes: &mut Draft<Self>) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, row, changes);
        std::future::ready(Ok(()))
    }

    /// After a row was changed, before it is committed.
    ///
    /// # Errors
    /// What ends the operation.
    fn after_update(cx: &HookContext, before: &Self, after: &Self) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, before, after);
        std::future::ready(Ok(()))
    }

    /// Before a row is removed.
    ///
    /// # Errors
    /// What ends the operation.
    fn before_delete(cx: &HookContext, row: &Self) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, row);
        std::future::ready(Ok(()))
    }

    /// After a row was removed, before that is committed.
    ///
    /// # Errors
    /// What ends the operation.
    fn after_delete(cx: &HookContext, row: &Self) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, row);
        std::future::ready(Ok(()))
    }

    /// Once the transaction is committed that the operation belongs to, in the order of the operations; never when it is undone. Whoever
    /// commits waits for it, so long work is better spawned. When the program ends right after the commit, it does not run.
    ///
    /// # Errors
    /// What is logged, as a panic is: the operation has happened, and its answer stays.
    fn after_commit(db: &Db, event: Committed<Self>) -> impl Future<Output = Result<()>> + Send {
        let _ = (db, event);
        std::future::ready(Ok(()))
    }
}

/// Where a hook runs.
#[derive(Clone, Debug)]
pub struct HookContext {
    tx: Tx,
    caller: Option<Caller>,
}

impl HookContext {
    /// The transaction of the operation.
    pub const fn tx(&self) -> &Tx {
        &self.tx
    }

    /// Who asked for the operation; `None` for the system.
    pub const fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }
}

/// What has happened to a row.
#[derive(Clone, Debug)]
pub enum Committed<R> {
    /// It was made.
    Created(R),
    /// It was changed.
    Updated {
        /// As it was.
        before: R,
        /// As it was after this change.
        after: R,
    },
    /// It was removed.
    Deleted(R),
}
