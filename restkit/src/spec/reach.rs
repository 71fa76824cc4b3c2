//! Relations by their names and types: conditions and orders that a compiler checks.

use std::marker::PhantomData;

use super::{Condition, Expr, Field, IsOrdered, RelationSpec, Resource, Sort, SortKey};

/// A relation of `R` to one row of `T` at most; `Post::author()` makes one.
///
/// ```
/// use restkit::prelude::*;
///
/// #[resource(path = "/users")]
/// #[authorize(read = public, create = public, update = public, delete = public)]
/// pub struct User {
///     #[resource(id)]
///     pub id: i64,
///     pub name: String,
/// }
///
/// #[resource(path = "/posts", has_many(comments = Comment::post_id))]
/// #[authorize(read = public, create = public, update = public, delete = public)]
/// pub struct Post {
///     #[resource(id)]
///     pub id: i64,
///     #[resource(belongs_to = author)]
///     pub author_id: Id<User>,
/// }
///
/// #[resource(path = "/comments")]
/// #[authorize(read = public, create = public, update = public, delete = public)]
/// pub struct Comment {
///     #[resource(id)]
///     pub id: i64,
///     pub post_id: Id<Post>,
///     pub approved: bool,
/// }
///
/// # async fn example(db: Db, caller: Caller) -> Result<(), Problem> {
/// let posts = Post::repository(&db).as_caller(&caller);
/// let found = posts
///     .filter(Post::author().is(User::name().eq("ann")))
///     .filter(Post::comments().any(Comment::approved().eq(true)))
///     .sort(Post::author().asc(User::name()))
///     .all()
///     .await?;
/// let authors: Vec<Option<User>> = posts.load(Post::author(), &found).await?;
/// let comments: Vec<Vec<Comment>> = posts.load(Post::comments(), &found).await?;
/// # let _ = (authors, comments);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ToOne<R, T> {
    index: usize,
    types: PhantomData<fn() -> (R, T)>,
}

/// A relation of `R` to any number of rows of `T`; `Post::comments()` makes one.
#[derive(Debug)]
pub struct ToMany<R, T> {
    index: usize,
    types: PhantomData<fn() -> (R, T)>,
}

impl<R, T> Clone for ToOne<R, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R, T> Copy for ToOne<R, T> {}
impl<R, T> Clone for ToMany<R, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R, T> Copy for ToMany<R, T> {}

impl<R, T> ToOne<R, T> {
    /// The relation at `index` of those of `R`. Generated code calls this; it must lead to one row of `T` at most.
    #[doc(hidden)]
    pub const fn new(index: usize) -> Self {
        Self { index, types: PhantomData }
    }
}

impl<R, T> ToMany<R, T> {
    /// The relation at `index` of those of `R`. Generated code calls this; it must lead to rows of `T`.
    #[doc(hidden)]
    pub const fn new(index: usize) -> Self {
        Self { index, types: PhantomData }
    }
}

/// Rows for which one that the relation leads to fulfils a condition.
fn reaching<R: Resource, T: Resource>(index: usize, condition: Condition<T>) -> Condition<R> {
    Condition::new(match R::spec().relations.get(index) {
        Some(relation) => Expr::related(relation, condition.into_expr()),
        None => Expr::Constant(false),
    })
}

impl<R: Resource, T: Resource> ToOne<R, T> {
    /// Rows whose other row fulfils a condition. For a caller only what they may see is there; a row without another one fulfils nothing.
    pub fn is(self, condition: Condition<T>) -> Condition<R> {
        reaching(self.index, condition)
    }

    /// By a column of the other row, small values first. Where there is none that may be seen, the row comes last.
    pub const fn asc<C: IsOrdered>(self, column: Field<T, C>) -> Sort<R> {
        Sort::of(SortKey { column: column.index(), descending: false, by: Some(self.index) })
    }

    /// By a column of the other row, great values first. Where there is none that may be seen, the row comes last.
    pub const fn desc<C: IsOrdered>(self, column: Field<T, C>) -> Sort<R> {
        Sort::of(SortKey { column: column.index(), descending: true, by: Some(self.index) })
    }
}

impl<R: Resource, T: Resource> ToMany<R, T> {
    /// Rows of whose other rows at least one fulfils a condition. For a caller only what they may see is there.
    pub fn any(self, condition: Condition<T>) -> Condition<R> {
        reaching(self.index, condition)
    }

    /// Rows of whose other rows none fulfils a condition, as of those without any. For a caller only what they may see is there.
    pub fn none(self, condition: Condition<T>) -> Condition<R> {
        !self.any(condition)
    }
}

/// A relation of `R` whose rows a repository loads: [`ToOne`] or [`ToMany`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no relation of `{R}`",
    label = "no relation of `{R}`",
    note = "name one as in `Post::comments()`, of the resource whose rows are given"
)]
pub trait Leads<R: Resource>: Copy {
    /// The resource that it leads to.
    type Target: Resource;
    /// What one row has of it.
    type Loaded;
    /// Its descriptor.
    fn relation(self) -> Option<&'static RelationSpec>;
    /// What one row has, of the rows that were found for it.
    fn loaded(rows: Vec<Self::Target>) -> Self::Loaded;
}

impl<R: Resource, T: Resource> Leads<R> for ToOne<R, T> {
    type Target = T;
    type Loaded = Option<T>;

    fn relation(self) -> Option<&'static RelationSpec> {
        R::spec().relations.get(self.index)
    }

    fn loaded(rows: Vec<T>) -> Option<T> {
        rows.into_iter().next()
    }
}

impl<R: Resource, T: Resource> Leads<R> for ToMany<R, T> {
    type Target = T;
    type Loaded = Vec<T>;

    fn relation(self) -> Option<&'static RelationSpec> {
        R::spec().relations.get(self.index)
    }

    fn loaded(rows: Vec<T>) -> Vec<T> {
        rows
    }
}
