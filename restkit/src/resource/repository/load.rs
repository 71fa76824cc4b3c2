//! Rows that rows lead to, in one statement.

use super::{Rows, mismatch};
use crate::{
    input::Include,
    problem::Problem,
    query::RelatedLimit,
    resource::include::Ordered,
    spec::{Action, Expr, Leads, Resource, SortKey},
};

impl<R: Resource> Rows<R> {
    /// The rows that a relation leads to from each of these, in the order that it declares: `Option<T>` of a relation to one row, `Vec<T>` of one
    /// to many, all of them. One statement, however many rows there are. What may not be seen is not there.
    ///
    /// ```no_run
    /// # use restkit::prelude::*;
    /// # #[resource(path = "/posts", has_many(comments = Comment::post_id))]
    /// # #[authorize(read = public, create = public, update = public, delete = public)]
    /// # struct Post {
    /// #     #[resource(id)]
    /// #     id: i64,
    /// # }
    /// # #[resource(path = "/comments")]
    /// # #[authorize(read = public, create = public, update = public, delete = public)]
    /// # struct Comment {
    /// #     #[resource(id)]
    /// #     id: i64,
    /// #     post_id: Id<Post>,
    /// # }
    /// # async fn example(db: Db, caller: Caller) -> Result<(), Problem> {
    /// let posts = Post::repository(&db).as_caller(&caller);
    /// let newest = posts.select().sort(Post::id().desc()).limit(10).all().await?;
    /// for (post, comments) in newest.iter().zip(posts.load(Post::comments(), &newest).await?) {
    ///     println!("{}: {} comments", post.id, comments.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// 503 when the database is away; what a policy function answers instead.
    pub async fn load<L: Leads<R>>(&self, leads: L, rows: &[R]) -> Result<Vec<L::Loaded>, Problem> {
        let Some(relation) = leads.relation() else { return Ok(rows.iter().map(|_| L::loaded(Vec::new())).collect()) };
        let include = Include { relation, limit: 0, sort: Vec::new(), filter: Expr::Constant(true), inside: Vec::new() };
        let access = self.decided(Action::Read).await?;
        let visible = self.operations.visible(&access, &[include], &Expr::Constant(true), &[], Some(&[])).await?;
        let mine = relation.leading(R::spec());
        let values = rows.iter().map(|row| mine.iter().map(|column| row.value(*column)).collect()).collect();
        let sort = relation.sort.iter().map(|(column, descending)| SortKey::own(*column, *descending)).collect();
        let other = self.operations.beside_with_all_columns(relation.target());
        let order = Ordered { relation, sort, filter: Expr::Constant(true), limit: RelatedLimit::None };
        let (found, of) = self.operations.related(&other, values, order, &visible).await?;
        let one = |row| L::Target::from_values(other.values(row)?).map_err(mismatch);
        let mut loaded = Vec::with_capacity(rows.len());
        for own in of {
            let own = own.into_iter().filter_map(|at| found.get(at)).map(one);
            loaded.push(L::loaded(own.collect::<Result<_, Problem>>()?));
        }
        Ok(loaded)
    }
}
