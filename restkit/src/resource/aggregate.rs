//! Groups of rows, page by page.

use super::{Access, Operations, Visible, error, list::foreign_cursor};
use crate::{
    db::Row,
    input::AggregateParameters,
    problem::Problem,
    query::{AggregateQuery, CursorKey},
    spec::Expr,
};

/// One page of groups.
#[derive(Debug)]
pub struct Groups {
    /// A row for each, in the order of the columns that they are grouped by.
    pub rows: Vec<Row>,
    /// What they were asked with.
    pub query: AggregateQuery,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
}

impl Operations {
    /// One page of groups of the rows that the caller may see. `visible` are the rows that its filter looks at.
    ///
    /// # Errors
    /// 400 when the cursor was not made for these groups, 503 when the database is away.
    pub async fn aggregate(
        &self,
        access: Access<'_>,
        parameters: AggregateParameters,
        visible: &Visible,
        cursors: &CursorKey,
    ) -> Result<Groups, Problem> {
        let AggregateParameters { filter, search, groups, measures, limit, cursor } = parameters;
        let filter = visible.seeing(self.resource(), filter);
        let filter = search.into_iter().fold(filter, |filter, search| filter.and(Expr::Search(search)));
        let mut query = AggregateQuery { scope: access.read, filter, groups, measures, after: None, limit };
        let context = self.groups_context(&query);
        if let Some(cursor) = cursor {
            let after = cursors.open(&context, &cursor).filter(|after| !after.is_empty() && after.len() == query.groups.len());
            query.after = Some(after.ok_or_else(foreign_cursor)?);
        }
        let mut rows = self.reader().fetch_all(self.plan.aggregate(&query)).await.map_err(error::of_read)?;
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = match rows.last().filter(|_| more) {
            Some(last) => Some(cursors.seal(&context, &self.plan.group(last, &query).map_err(error::internal)?)),
            None => None,
        };
        Ok(Groups { rows, query, next })
    }

    /// What a cursor is bound to: the resource, the columns with their types, and the filters.
    fn groups_context(&self, query: &AggregateQuery) -> Vec<u8> {
        let resource = self.resource();
        let mut context = format!("groups of {}", resource.table_name());
        for column in query.groups.iter().filter_map(|column| resource.columns.get(*column)) {
            context.push_str(&format!("\n+{} {:?}", column.column, column.data_type.kind));
        }
        context.push('\n');
        self.plan.describe(&query.filter, &mut context);
        context.into_bytes()
    }

    /// Appends a group as a JSON object.
    ///
    /// # Errors
    /// 500 when a value is not of its type.
    pub fn write_group(&self, row: &Row, query: &AggregateQuery, out: &mut Vec<u8>) -> Result<(), Problem> {
        self.plan.write_group(row, query, out).map_err(error::internal)
    }
}
