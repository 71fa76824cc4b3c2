//! Lists, page by page.

use super::{Access, Operations, error};
use crate::{
    db::{DbError, Row},
    input::ListParameters,
    problem::{Fault, Problem, ProblemKind},
    query::{CursorKey, ListQuery, SortKey},
    spec::{Expr, Value},
};

/// A cursor that would be longer holds the key of its row alone, and the next request reads the row again. Clients may store long texts,
/// and a cursor stands in a header and in a URL, of which servers and proxies take some thousand bytes.
const LONG_CURSOR: usize = 2_048;

/// One page of a list.
#[derive(Debug)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<Row>,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
}

impl Operations {
    /// One page of the rows that the caller may see.
    ///
    /// # Errors
    /// 400 when the cursor was not made for this list, 503 when the database is away.
    pub async fn list(&self, access: Access<'_>, parameters: ListParameters, cursors: &CursorKey) -> Result<Page, Problem> {
        let ListParameters { filter, sort, limit, cursor } = parameters;
        let sort: Vec<SortKey> = sort.into_iter().map(|(column, descending)| SortKey { column, descending }).collect();
        let query = ListQuery { scope: access.read, filter, sort, after: None, limit };
        self.page(query, cursor.as_deref(), cursors).await
    }

    /// The page of a query that a cursor leads to.
    pub(super) async fn page(&self, mut query: ListQuery, cursor: Option<&str>, cursors: &CursorKey) -> Result<Page, Problem> {
        if let Some(cursor) = cursor {
            query.after = Some(self.position(&query, cursors, cursor).await?);
        }
        let (rows, more) = self.rows(&query).await?;
        let next = match rows.last().filter(|_| more) {
            Some(last) => Some(self.cursor(&query, cursors, last).map_err(error::internal)?),
            None => None,
        };
        Ok(Page { rows, next })
    }

    /// The rows of a query, and whether there are more.
    pub(super) async fn rows(&self, query: &ListQuery) -> Result<(Vec<Row>, bool), Problem> {
        let mut rows = self.reader().fetch_all(self.plan.list(query)).await.map_err(error::of_read)?;
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        Ok((rows, more))
    }

    /// The cursor of the page after this row.
    fn cursor(&self, query: &ListQuery, cursors: &CursorKey, last: &Row) -> Result<String, DbError> {
        let context = self.context(query);
        let position = self.plan.position(last, &query.sort)?;
        let cursor = cursors.seal(&context, &position);
        // By the key alone there is nothing to be left out.
        if cursor.len() <= LONG_CURSOR || position.len() == self.resource().keys.len() {
            return Ok(cursor);
        }
        Ok(cursors.seal(&context, &self.plan.key(last)?))
    }

    /// The position that a cursor holds, or that of the row whose key it holds.
    async fn position(&self, query: &ListQuery, cursors: &CursorKey, cursor: &str) -> Result<Vec<Value>, Problem> {
        let position = cursors.open(&self.context(query), cursor).ok_or_else(foreign_cursor)?;
        if position.len() == self.plan.order(&query.sort).len() {
            return Ok(position);
        }
        if position.len() != self.resource().keys.len() {
            return Err(foreign_cursor());
        }
        let read = self.executor.read_by_key(self.resource(), self.plan.get(&position, &query.scope)).await;
        let row = read.map_err(error::of_read)?.ok_or_else(foreign_cursor)?;
        self.plan.position(&row, &query.sort).map_err(error::internal)
    }

    /// What a cursor is bound to: the resource, the order with the types of its columns, and the filters.
    fn context(&self, query: &ListQuery) -> Vec<u8> {
        let resource = self.resource();
        let mut context = String::with_capacity(64);
        context.push_str(&resource.table_name());
        for key in self.plan.order(&query.sort) {
            let column = &resource.columns[key.column];
            context.push_str(if key.descending { "\n-" } else { "\n+" });
            context.push_str(column.column);
            context.push_str(&format!(" {:?}", column.data_type.kind));
        }
        if query.filter != Expr::Constant(true) {
            context.push('\n');
            self.plan.describe(&query.filter, &mut context);
        }
        context.into_bytes()
    }
}

fn foreign_cursor() -> Problem {
    Problem::new(ProblemKind::INVALID_PARAMETER, "The cursor was not made for this list.").with_faults(vec![Fault::parameter(
        "cursor",
        "invalid",
        "is none of this list with these filters and this order",
    )])
}
