//! Lists, page by page.

use std::sync::Arc;

use super::{Access, Operations, Visible, error};
use crate::{
    db::Row,
    input::{Count, Include, ListParameters},
    problem::{Fault, Problem, ProblemKind},
    query::{CursorKey, ListQuery, Position, Selection},
    spec::{Compare, Expr, SortKey, Value},
};

/// A cursor that would be longer holds the key of its row alone, and the next request reads the row again. Clients may store long texts,
/// and a cursor stands in a header and in a URL, of which servers and proxies take some thousand bytes.
const LONG_CURSOR: usize = 2_048;

/// One page of a list.
#[derive(Debug)]
pub struct Page {
    /// Its rows, in the order of the list.
    pub rows: Vec<Row>,
    /// What they were read with.
    pub selection: Arc<Selection>,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
    /// The cursor of the page before; `None` on the first one.
    pub prev: Option<String>,
    /// How many rows the whole list has, where that was asked for.
    pub total: Option<u64>,
}

impl Operations {
    /// One page of the rows that the caller may see, read so that what is included in them can be found. `visible` are the rows that its filter and its order look at.
    ///
    /// # Errors
    /// 400 when the cursor was not made for this list, 503 when the database is away.
    pub async fn list(
        &self,
        access: Access<'_>,
        parameters: ListParameters,
        include: &[Include],
        visible: &Visible,
        cursors: &CursorKey,
    ) -> Result<Page, Problem> {
        let ListParameters { filter, search, sort, fields, limit, offset, cursor, count } = parameters;
        let (filter, seen) = (visible.seeing(self.resource(), filter), visible.ordering(self.resource(), &sort));
        let (besides, offset) = (self.leading(include), offset.unwrap_or(0));
        let filter = search.iter().fold(filter, |filter, search| filter.and(Expr::Search(search.clone())));
        let ranked = search.filter(|_| sort.is_empty());
        let (scope, gathered) = (access.read, visible.gathered(self.resource()));
        let query = ListQuery { scope, filter, sort, ranked, seen, gathered, from: None, fields, besides, offset, limit };
        self.page(query, cursor.as_deref(), count, cursors).await
    }

    /// The page of a query that a cursor leads to.
    pub(super) async fn page(
        &self,
        mut query: ListQuery,
        cursor: Option<&str>,
        count: Option<Count>,
        cursors: &CursorKey,
    ) -> Result<Page, Problem> {
        if let Some(cursor) = cursor {
            query.from = Some(self.position(&query, cursors, cursor).await?);
            query.offset = 0;
        }
        let (rows, more) = self.rows(&query).await?;
        let backward = query.is_backward();
        // Whoever came by a cursor can go back; and rows were passed over.
        let came = query.from.is_some() || query.offset > 0;
        let selection = self.plan.selected(&query);
        let cursor = |row: Option<&Row>, backward| self.cursor(&query, &selection, cursors, row, backward);
        let (after, before) = if backward { (true, more) } else { (more, came) };
        let next = if after { cursor(rows.last(), false)? } else { None };
        let prev = if before { cursor(rows.first(), true)? } else { None };
        let total = match count {
            Some(count) => Some(self.total(&query, count, rows.len(), more).await?),
            None => None,
        };
        Ok(Page { rows, selection, next, prev, total })
    }

    /// The rows of a query in the order of the list, and whether there are more in the direction in which they were read.
    pub(super) async fn rows(&self, query: &ListQuery) -> Result<(Vec<Row>, bool), Problem> {
        let mut rows = self.reader().fetch_all(self.plan.list(query)).await.map_err(error::of_read)?;
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if query.is_backward() {
            rows.reverse();
        }
        Ok((rows, more))
    }

    /// How many rows the whole list has.
    async fn total(&self, query: &ListQuery, count: Count, found: usize, more: bool) -> Result<u64, Problem> {
        let offset = u64::from(query.offset);
        if query.from.is_none() && !more && (found > 0 || offset == 0) {
            return Ok(offset + u64::try_from(found).unwrap_or(u64::MAX));
        }
        match count {
            Count::Exact => self.count(&query.scope.clone().and(query.filter.clone())).await,
            Count::Estimated => self.estimate(&query.scope, &query.filter).await,
        }
    }

    /// About how many rows of a scope a filter finds, where the database can guess; else how many there are.
    pub(super) async fn estimate(&self, scope: &Expr, filter: &Expr) -> Result<u64, Problem> {
        // The planner guesses from all rows, and so only where the caller may see all of them, and none of other resources are looked at.
        if *scope == Expr::Constant(true)
            && !filter.reaches()
            && let Some(estimate) = self.plan.estimate(filter)
        {
            let row = self.reader().fetch_optional(estimate).await.map_err(error::of_read)?;
            let estimate = row.map_or(Ok(None), |row| self.plan.estimated(&row)).map_err(error::internal)?;
            if let Some(estimate) = estimate {
                return Ok(estimate);
            }
        }
        self.count(&scope.clone().and(filter.clone())).await
    }

    /// The cursor of the page after this row, or before it. Without a row it leads to the other side of where the page was looked for, if
    /// that was said by a cursor.
    fn cursor(
        &self,
        query: &ListQuery,
        selection: &Selection,
        cursors: &CursorKey,
        row: Option<&Row>,
        backward: bool,
    ) -> Result<Option<String>, Problem> {
        let position = match (row, &query.from) {
            (Some(row), _) => {
                let values = self.plan.position_of(query, selection, row).map_err(error::internal)?;
                if backward { Position::before(values) } else { Position::after(values) }
            }
            (None, Some(from)) => from.clone().turned(),
            (None, None) => return Ok(None),
        };
        let context = self.context(query);
        let direction = Value::Integer(i64::from(position.backward) + 2 * i64::from(position.inclusive));
        let mut values = position.values;
        values.insert(0, direction);
        let cursor = cursors.seal(&context, &values);
        let keys = self.resource().keys;
        // By the key alone there is nothing to be left out, and nothing worth it by what a row is worth.
        if cursor.len() <= LONG_CURSOR || values.len() == keys.len() + 1 || query.ranked.is_some() {
            return Ok(Some(cursor));
        }
        let order = self.plan.order(&query.sort);
        let place = |column: &usize| order.iter().position(|key| key.is_by(SortKey::own(*column, false))).map(|at| at + 1);
        let places = std::iter::once(Some(0)).chain(keys.iter().map(place));
        let short: Vec<Value> = places.flatten().filter_map(|at| values.get(at).cloned()).collect();
        Ok(Some(cursors.seal(&context, &short)))
    }

    /// The position that a cursor holds, or that of the row whose key it holds.
    async fn position(&self, query: &ListQuery, cursors: &CursorKey, cursor: &str) -> Result<Position, Problem> {
        let mut values = cursors.open(&self.context(query), cursor).ok_or_else(foreign_cursor)?;
        let Some(Value::Integer(direction @ 0..=3)) = values.first() else { return Err(foreign_cursor()) };
        let (backward, inclusive) = (direction & 1 == 1, direction & 2 == 2);
        values.remove(0);
        if values.len() == self.plan.position_length(query) {
            return Ok(Position { values, backward, inclusive });
        }
        if values.len() != self.resource().keys.len() || query.ranked.is_some() {
            return Err(foreign_cursor());
        }
        if query.sort.iter().any(|key| key.by.is_some()) {
            // What other rows say of its place only a list reads.
            let is_part = |(column, value): (&usize, Value)| Expr::Compare(*column, Compare::Equal, value);
            let filter = self.resource().keys.iter().zip(values).map(is_part).fold(Expr::Constant(true), Expr::and);
            let alone = ListQuery { filter, fields: Some(Vec::new()), from: None, offset: 0, limit: 1, ..query.clone() };
            let rows = self.executor.fetch_all(self.plan.list(&alone)).await.map_err(error::of_read)?;
            let row = rows.first().ok_or_else(foreign_cursor)?;
            let values = self.plan.position_in(&self.plan.selected(&alone), row, &query.sort).map_err(error::internal)?;
            return Ok(Position { values, backward, inclusive });
        }
        let selection = self.plan.selection(Some(&[]), &self.plan.order(&query.sort), false);
        let read = self
            .executor
            .read_by_key(self.resource(), self.plan.get_some(&values, &query.scope, &selection, &query.gathered))
            .await;
        let row = read.map_err(error::of_read)?.ok_or_else(foreign_cursor)?;
        let values = self.plan.position_in(&selection, &row, &query.sort).map_err(error::internal)?;
        Ok(Position { values, backward, inclusive })
    }

    /// What a cursor is bound to: the resource, the order with the types of its columns, and the filters.
    fn context(&self, query: &ListQuery) -> Vec<u8> {
        let resource = self.resource();
        let mut context = String::with_capacity(64);
        context.push_str(&resource.table_name());
        if let Some(search) = &query.ranked {
            context.push_str("\nbest first: ");
            self.plan.describe(&Expr::Search(search.clone()), &mut context);
        }
        for key in self.plan.order(&query.sort) {
            let Some(column) = resource.sorted(&key) else { continue };
            context.push_str(if key.descending { "\n-" } else { "\n+" });
            if let Some(relation) = key.by.and_then(|by| resource.relations.get(by)) {
                context.push_str(&format!("{:?} ", relation.name));
            }
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

pub(super) fn foreign_cursor() -> Problem {
    Problem::new(ProblemKind::INVALID_PARAMETER, "The cursor was not made for this list.").with_faults(vec![Fault::parameter(
        "cursor",
        "invalid",
        "is none of this list with these filters and this order",
    )])
}
