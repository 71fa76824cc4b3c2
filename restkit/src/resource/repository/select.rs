//! Reading several rows.

use futures_util::{Stream, TryStreamExt as _, stream};

use super::{Page, Rows};
use crate::{
    input::Count,
    problem::Problem,
    query::{CursorKey, ListQuery, Position, Seen, SortKey},
    spec::{Action, Condition, Expr, Resource, Search, Sort, Value},
};

/// How many rows a stream reads at a time.
const BATCH: u32 = 100;

/// Rows to be read: which, in which order, how many. [`Rows::select`] makes it.
#[derive(Debug)]
#[must_use = "nothing is read before `all`, `first`, `page`, `stream`, `count` or `exists`"]
pub struct Select<R> {
    rows: Rows<R>,
    filter: Expr,
    search: Option<Box<Search>>,
    sort: Vec<SortKey>,
    limit: Option<u32>,
    offset: u32,
    counted: Option<Count>,
}

/// A page of rows.
#[derive(Clone, Debug)]
pub struct RowPage<R> {
    /// Its rows.
    pub rows: Vec<R>,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first one.
    pub prev: Option<String>,
    /// How many rows there are on all pages, when [`Select::with_total`] or [`Select::with_estimated_total`] asks for it.
    pub total: Option<u64>,
}

impl<R: Resource> Select<R> {
    pub(super) const fn new(rows: Rows<R>) -> Self {
        Self { rows, filter: Expr::Constant(true), search: None, sort: Vec::new(), limit: None, offset: 0, counted: None }
    }

    /// Only rows that fulfil this condition, besides those before it.
    pub fn filter(mut self, condition: Condition<R>) -> Self {
        self.filter = self.filter.and(condition.into_expr());
        self
    }

    /// Only rows in which these words stand: words, `"phrases"`, and `-` before what must not be there. They are found in the fields that the resource is
    /// searched by, as `q` finds them, and of these only in those that the caller may see; by a resource without a `search` no row is found. Without a
    /// [`sort`](Self::sort) the best come first. Said again it takes the place of what was said before.
    ///
    /// ```no_run
    /// use restkit::prelude::*;
    ///
    /// # #[resource(path = "/posts", search(title(weight = 4), body))]
    /// # #[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
    /// # struct Post {
    /// #     #[resource(id)]
    /// #     id: i64,
    /// #     title: String,
    /// #     body: String,
    /// # }
    /// # async fn example(db: Db) -> Result<(), Problem> {
    /// let found = Post::repository(&db).as_system().select().search("\"oat milk\" -sugar").limit(10).all().await?;
    /// # let _ = found;
    /// # Ok(())
    /// # }
    /// ```
    pub fn search(mut self, text: &str) -> Self {
        self.search = Some(Box::new(self.rows.searched(text)));
        self
    }

    /// In this order; of several the first decides first. Rows that are equal by all of them are ordered by their key.
    pub fn sort(mut self, sort: Sort<R>) -> Self {
        self.sort.push(sort.into_key());
        self
    }

    /// At most so many rows; of a page, so many on each.
    pub const fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Without the first so many rows. The database reads them all the same: a cursor leads to where it points at once. Beside a cursor it
    /// counts for nothing.
    pub const fn offset(mut self, rows: u32) -> Self {
        self.offset = rows;
        self
    }

    /// Pages say how many rows there are on all of them.
    pub const fn with_total(mut self) -> Self {
        self.counted = Some(Count::Exact);
        self
    }

    /// Pages say about how many rows there are on all of them, as [`Select::estimate`] does.
    pub const fn with_estimated_total(mut self) -> Self {
        self.counted = Some(Count::Estimated);
        self
    }

    /// All of them, at once in memory; see [`Select::stream`].
    ///
    /// # Errors
    /// 401 or 403 when no row may be seen, 503 when the database is away.
    pub async fn all(&self) -> Result<Vec<R>, Problem> {
        let (rows, _) = self.rows.operations.rows(&self.query(self.limit.unwrap_or(u32::MAX)).await?).await?;
        self.rows.all(&rows)
    }

    /// The first of them, if there is one.
    ///
    /// # Errors
    /// As [`Select::all`].
    pub async fn first(&self) -> Result<Option<R>, Problem> {
        let (rows, _) = self.rows.operations.rows(&self.query(self.limit.unwrap_or(1).min(1)).await?).await?;
        rows.first().map(|row| self.rows.row(row)).transpose()
    }

    /// The first page, or the one before or after another one of the same filters and order, to which that one's cursors lead; of as many rows as the resource's pages have
    /// when there is no limit. Cursors can be given to clients: `cursors` seals them.
    ///
    /// # Errors
    /// 400 when the cursor is of another list; else as [`Select::all`].
    pub async fn page(&self, cursor: Option<&str>, cursors: &CursorKey) -> Result<RowPage<R>, Problem> {
        let query = self.query(self.limit.unwrap_or(R::spec().page_size)).await?;
        let Page { rows, next, prev, total, .. } = self.rows.operations.page(query, cursor, self.counted, cursors).await?;
        Ok(RowPage { rows: self.rows.all(&rows)?, next, prev, total })
    }

    /// How many there are, whatever the limit.
    ///
    /// # Errors
    /// As [`Select::all`].
    pub async fn count(&self) -> Result<u64, Problem> {
        self.rows.operations.count(&self.scope(&[], Some(&[])).await?.rows()).await
    }

    /// About how many there are, whatever the limit, as `count=estimated` tells it over HTTP: the guess of PostgreSQL's planner where the caller may see all
    /// rows and nothing looks at rows of other resources, which takes no longer for a million rows than for ten; else, and on SQLite, as [`Select::count`].
    ///
    /// # Errors
    /// As [`Select::all`].
    pub async fn estimate(&self) -> Result<u64, Problem> {
        let Scope { read, wanted, .. } = self.scope(&[], Some(&[])).await?;
        self.rows.operations.estimate(&read, &wanted).await
    }

    /// Whether there is any.
    ///
    /// # Errors
    /// As [`Select::all`].
    pub async fn exists(&self) -> Result<bool, Problem> {
        self.rows.operations.exists(&self.scope(&[], Some(&[])).await?.rows()).await
    }

    /// One after the other, however many there are: they are read in batches, each where the one before ended. Rows that others change
    /// meanwhile are seen as they are when their batch is read, unless a transaction with a higher isolation level holds them still.
    ///
    /// The stream ends with its first error, which is one of [`Select::all`].
    pub fn stream(self) -> impl Stream<Item = Result<R, Problem>> + Send {
        let walk = Walk { left: self.limit, select: self, after: None, over: false };
        stream::try_unfold(walk, |mut walk| async move {
            if walk.over {
                return Ok(None);
            }
            let batch = walk.batch().await?;
            Ok::<_, Problem>(Some((stream::iter(batch.into_iter().map(Ok)), walk)))
        })
        .try_flatten()
    }

    /// What may be seen, in this order and with these columns; all of them where nothing is said.
    async fn scope(&self, sort: &[SortKey], shown: Option<&[usize]>) -> Result<Scope, Problem> {
        let operations = &self.rows.operations;
        let resource = operations.resource();
        let access = self.rows.decided(Action::Read).await?;
        let visible = operations.visible(&access, &[], &self.filter, sort, shown).await?;
        let wanted = visible.seeing(resource, self.filter.clone()).and(self.searched());
        Ok(Scope { read: access.read, wanted, seen: visible.ordering(resource, sort), gathered: visible.gathered(resource) })
    }

    fn searched(&self) -> Expr {
        self.search.clone().map_or(Expr::Constant(true), Expr::Search)
    }

    async fn query(&self, limit: u32) -> Result<ListQuery, Problem> {
        let Scope { read, wanted, seen, gathered } = self.scope(&self.sort, None).await?;
        let ranked = self.search.clone().filter(|_| self.sort.is_empty());
        let (sort, offset) = (self.sort.clone(), self.offset);
        Ok(ListQuery { filter: wanted, sort, ranked, seen, gathered, offset, ..ListQuery::new(read, limit) })
    }
}

/// What may be seen.
struct Scope {
    /// The rows that the caller may see.
    read: Expr,
    /// Those that are asked for.
    wanted: Expr,
    /// Those that the order goes by.
    seen: Vec<(usize, Expr, Seen)>,
    /// Those that columns are computed from.
    gathered: Seen,
}

impl Scope {
    /// The rows that are asked for, of those that the caller may see.
    fn rows(self) -> Expr {
        self.read.and(self.wanted)
    }
}

/// How far a stream has come.
struct Walk<R> {
    select: Select<R>,
    after: Option<Vec<Value>>,
    /// How many rows may still come.
    left: Option<u32>,
    over: bool,
}

impl<R: Resource> Walk<R> {
    async fn batch(&mut self) -> Result<Vec<R>, Problem> {
        let limit = self.left.map_or(BATCH, |left| left.min(BATCH));
        let operations = &self.select.rows.operations;
        let mut query = self.select.query(limit).await?;
        if let Some(after) = self.after.take() {
            query = ListQuery { from: Some(Position::after(after)), offset: 0, ..query };
        }
        let (rows, more) = operations.rows(&query).await?;
        self.left = self.left.map(|left| left - limit);
        self.after = rows.last().map(|last| operations.position_of(last, &query)).transpose()?;
        self.over = !more || self.left == Some(0);
        self.select.rows.all(&rows)
    }
}
