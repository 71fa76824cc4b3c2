//! Lists: filters, order, and the page after a position.

use std::{borrow::Cow, sync::Arc};

use super::{
    Selection, SortKey,
    after::{After, Key},
    builder::Sql,
    column::Table,
    condition,
    gathered::{Seen, Used},
    joined::{Join, LISTED, sorted_name},
    plan::Plan,
    shape::{Shape, What},
};
use crate::{
    db::{Dialect, Statement},
    spec::{Expr, Kind, Search, Value},
};

mod ranked;

/// What a list asks for.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// The rows that the caller may see.
    pub scope: Expr,
    /// Which of these it asks for; `Expr::Constant(true)` for all. It stands apart from the scope, since a cursor is bound to it alone.
    pub filter: Expr,
    /// The order asked for, without the key: [`Plan::order`] adds it.
    pub sort: Vec<SortKey>,
    /// What the rows were searched for, which is part of the filter: they come best first, and then by their key. Then there is no other order.
    pub ranked: Option<Box<Search>>,
    /// Of each relation, by its index, that the order goes by: the rows that the caller may see. Without a word about it they see none.
    pub seen: Vec<(usize, Expr, Seen)>,
    /// What the columns that are computed from other rows are computed from.
    pub gathered: Seen,
    /// Where the page begins; `None` for the beginning of the list.
    pub from: Option<Position>,
    /// The columns that the answer shows, by index; `None` for all that may be seen.
    pub fields: Option<Vec<usize>>,
    /// Columns, by index, that are read besides, whether the answer shows them or not.
    pub besides: Vec<usize>,
    /// How many rows are passed over.
    pub offset: u32,
    /// How many rows the page holds; the statement asks for one more, so that the caller knows whether there is another page.
    pub limit: u32,
}

impl ListQuery {
    /// The first rows of a scope, by their key.
    pub const fn new(scope: Expr, limit: u32) -> Self {
        Self {
            scope,
            filter: Expr::Constant(true),
            sort: Vec::new(),
            ranked: None,
            seen: Vec::new(),
            gathered: Seen::NOTHING,
            from: None,
            fields: None,
            besides: Vec::new(),
            offset: 0,
            limit,
        }
    }

    /// Whether rows are read against the order.
    pub fn is_backward(&self) -> bool {
        self.from.as_ref().is_some_and(|from| from.backward)
    }
}

/// A place in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// The values of a row, one for each key of [`Plan::order`], and before them what it is worth where rows are ranked.
    pub values: Vec<Value>,
    /// Whether the rows before it are asked for, and come in the opposite order.
    pub backward: bool,
    /// Whether the row itself is asked for as well.
    pub inclusive: bool,
}

impl Position {
    /// The rows after one with these values.
    pub const fn after(values: Vec<Value>) -> Self {
        Self { values, backward: false, inclusive: false }
    }

    /// The rows before one with these values, in the opposite order.
    pub const fn before(values: Vec<Value>) -> Self {
        Self { values, backward: true, inclusive: false }
    }

    /// What is on its other side.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { backward: !self.backward, inclusive: !self.inclusive, ..self }
    }
}

impl Plan {
    /// The total order of a list: the keys asked for, then the parts of the key of the resource in the direction of the last of them, so that
    /// an index serves both directions. Keys that cannot decide any more are left out.
    pub fn order(&self, sort: &[SortKey]) -> Vec<SortKey> {
        let spec = self.resource();
        let mut order: Vec<SortKey> = Vec::with_capacity(sort.len() + spec.keys.len());
        for key in sort {
            if spec.sorted(key).is_none() || order.iter().any(|known| known.is_by(*key)) {
                continue;
            }
            order.push(*key);
            let known = |part: &usize| order.iter().any(|known| known.is_by(SortKey::own(*part, false)));
            if key.by.is_none() && spec.is_key(key.column) && spec.keys.iter().all(known) {
                return order;
            }
        }
        let descending = order.last().is_some_and(|key| key.descending);
        for part in spec.keys {
            let part = SortKey::own(*part, descending);
            if !order.iter().any(|known| known.is_by(part)) {
                order.push(part);
            }
        }
        order
    }

    /// What the rows of a list are read with.
    pub fn selected(&self, query: &ListQuery) -> Arc<Selection> {
        match &query.fields {
            Some(fields) => {
                let mut besides = self.order(&query.sort);
                besides.extend(query.besides.iter().map(|column| SortKey::own(*column, false)));
                self.selection(Some(fields), &besides, false)
            }
            None => Arc::clone(&self.whole),
        }
    }

    /// One page of a list, and one row more.
    pub fn list(&self, query: &ListQuery) -> Statement {
        if let Some(search) = &query.ranked {
            return self.ranked(query, search);
        }
        let spec = self.resource();
        let order = self.order(&query.sort);
        let selection = self.selected(query);
        let mut shape = Shape::new(What::List, self.dialect);
        let own = order.iter().filter(|key| key.by.is_none()).map(|key| key.column);
        let used = query.gathered.used(spec, selection.columns().iter().copied().chain(own), &mut shape);
        condition::shape(&query.scope, spec, &mut shape);
        condition::shape(&query.filter, spec, &mut shape);
        shape.number(order.len());
        for key in &order {
            shape.number(key.column);
            shape.byte(u8::from(key.descending));
            shape.number(key.by.map_or(0, |by| by + 1));
        }
        let mut joins = self.joins(query, &order);
        for join in &mut joins {
            join.shape(&mut shape);
        }
        // A position of another order is none; it selects nothing.
        let fitting = query.from.as_ref().is_none_or(|from| from.values.len() == order.len());
        let from = query.from.as_ref().filter(|_| fitting);
        shape.byte(match (fitting, from) {
            (false, _) => 1,
            (true, None) => 0,
            (true, Some(from)) => 2 + u8::from(from.backward) + 2 * u8::from(from.inclusive),
        });
        for (key, value) in order.iter().zip(from.map(|from| from.values.as_slice()).unwrap_or_default()) {
            shape.byte(u8::from(value.is_null()));
            if let Some(column) = spec.sorted(key).filter(|_| !value.is_null()) {
                shape.arg(value.clone(), condition::compared(column.data_type.kind));
            }
        }
        let literal = self.is_common(query.limit).then_some(query.limit);
        shape.number(literal.map_or(0, |limit| limit as usize));
        if literal.is_none() {
            shape.arg(Value::Integer(i64::from(query.limit) + 1), Kind::I64);
        }
        shape.byte(u8::from(query.offset > 0));
        if query.offset > 0 {
            shape.arg(Value::Integer(i64::from(query.offset)), Kind::I64);
        }
        shape.byte(u8::from(query.fields.is_some()));
        if query.fields.is_some() {
            shape.columns(selection.columns());
        }
        let list = Written { query, order: &order, joins: &joins, fitting, from, selection: &selection, used: &used };
        let statement = self.cache.statement(shape, false, |sql| self.write_list(sql, &list));
        Statement { packed: selection.is_packed(), ..statement }
    }

    /// Whether a limit deserves a statement of its own: with a literal PostgreSQL plans the statement once, with a value each time.
    fn is_common(&self, limit: u32) -> bool {
        let spec = self.resource();
        limit == spec.page_size || limit == spec.max_page_size || matches!(limit, 1 | 5 | 10 | 20 | 25 | 50 | 100)
    }

    fn write_list(&self, sql: &mut Sql, list: &Written<'_>) {
        let &Written { query, order, joins, fitting, from, selection, used } = list;
        let dialect = self.dialect;
        let condition = |sql: &mut Sql| self.write_condition(sql, query, fitting);
        // The values of the position come after those of the condition, then the limit.
        let mut measure = Sql::new();
        measure.reserve(used.values);
        condition(&mut measure);
        joins.iter().for_each(|join| join.write_visible(&mut measure, self.table()));
        let mut next = measure.placeholders() + 1;
        let backward = from.is_some_and(|from| from.backward);
        let spec = self.resource();
        let table = Table { alias: (!joins.is_empty()).then_some(LISTED), ..self.seeing(used) };
        let key = |(place, key): (usize, &SortKey)| {
            let column = spec.sorted(key)?;
            let lent = key.by.map(|_| sorted_name(spec, place));
            // There may be no row that it is a column of.
            let nullable = column.data_type.nullable || lent.is_some();
            let of = (lent.is_none() && !column.is_stored()).then_some(table);
            let name = lent.map_or(Cow::Borrowed(column.column), Cow::Owned);
            Some(Key {
                column,
                name,
                of,
                nullable,
                descending: key.descending != backward,
                nulls_first: backward,
                placeholder: None,
            })
        };
        let mut keys: Vec<Key> = order.iter().enumerate().filter_map(key).collect();
        for (key, value) in keys.iter_mut().zip(from.map(|from| from.values.as_slice()).unwrap_or_default()) {
            if !value.is_null() {
                key.placeholder = Some(next);
                next += 1;
            }
        }
        let limit = if self.is_common(query.limit) {
            Rows::Literal(i64::from(query.limit) + 1)
        } else {
            next += 1;
            Rows::Placeholder(next - 1)
        };
        let offset = (query.offset > 0).then_some(next);
        next += usize::from(offset.is_some());
        let limit = Limit { rows: limit, offset };
        let first = &keys[0];
        let after = After { keys: &keys, dialect, inclusive: from.is_some_and(|from| from.inclusive) };
        // A value and the nulls that come after it, or the nulls and the values that do, are two ranges of an index.
        let named = joins.is_empty() && keys.iter().all(|key| key.of.is_none());
        let nullable = first.nullable && first.column.sql_type.is_none() && named;
        let two_ranges = nullable && first.placeholder.is_some() != first.nulls_first && offset.is_none();
        sql.reserve(used.values);
        if !joins.is_empty() {
            sql.push("SELECT ");
            selection.write_listed(sql, table);
            self.write_sorted(sql, order);
            self.write_joined(sql, joins, condition);
            if from.is_some() {
                sql.push(" WHERE ");
                after.write(sql, false);
            }
            write_order(sql, &keys, dialect);
            limit.write(sql);
        } else if from.is_none() {
            self.write_page(sql, list, limit, &keys, condition);
        } else if two_ranges {
            sql.push("SELECT ");
            selection.write_listed_names(sql);
            sql.push(" FROM (SELECT * FROM (");
            self.write_range(sql, list, limit, &keys, |sql| {
                condition(sql);
                sql.push(" AND ");
                after.write(sql, true);
            });
            sql.push(") AS further UNION ALL SELECT * FROM (").rewind(used.values);
            self.write_range(sql, list, limit, &keys, |sql| {
                condition(sql);
                sql.push(" AND ");
                first.write_null(sql, !first.nulls_first);
            });
            sql.push(") AS beyond) AS page");
            write_order(sql, &keys, dialect);
            limit.write(sql);
        } else {
            self.write_page(sql, list, limit, &keys, |sql| {
                condition(sql);
                sql.push(" AND ");
                after.write(sql, false);
            });
        }
        sql.rewind(next - 1);
    }

    /// Writes which rows the list is about, whatever the page.
    fn write_condition(&self, sql: &mut Sql, query: &ListQuery, fitting: bool) {
        let table = self.table();
        condition::text(&query.scope, table, sql);
        if query.filter != Expr::Constant(true) {
            sql.push(" AND ");
            condition::text(&query.filter, table, sql);
        }
        if !fitting {
            sql.push(" AND FALSE");
        }
    }

    /// Writes the page of a list.
    fn write_page(&self, sql: &mut Sql, list: &Written<'_>, limit: Limit, keys: &[Key<'_>], condition: impl FnOnce(&mut Sql)) {
        sql.push("SELECT ");
        list.selection.write_listed(sql, self.seeing(list.used));
        self.write_rest(sql, limit, keys, condition);
    }

    /// Writes one range of the page, which will be put into order once more, so that the keys must be among its columns.
    fn write_range(&self, sql: &mut Sql, list: &Written<'_>, limit: Limit, keys: &[Key<'_>], condition: impl FnOnce(&mut Sql)) {
        sql.push("SELECT ");
        list.selection.write_listed(sql, self.seeing(list.used));
        list.selection.write_packed_keys(sql, keys);
        self.write_rest(sql, limit, keys, condition);
    }

    fn write_rest(&self, sql: &mut Sql, limit: Limit, keys: &[Key<'_>], condition: impl FnOnce(&mut Sql)) {
        sql.push(" FROM ").table(self.resource()).push(" WHERE ");
        condition(sql);
        write_order(sql, keys, self.dialect);
        limit.write(sql);
    }
}

/// What decides the text of a list.
struct Written<'a> {
    query: &'a ListQuery,
    order: &'a [SortKey],
    /// The relations that it goes by.
    joins: &'a [Join<'a>],
    /// Whether the position is one of this order.
    fitting: bool,
    from: Option<&'a Position>,
    selection: &'a Selection,
    /// The columns that are computed from other rows.
    used: &'a Used<'a>,
}

/// Which of the rows are asked for.
#[derive(Clone, Copy)]
struct Limit {
    rows: Rows,
    /// The number of the placeholder of how many are passed over.
    offset: Option<usize>,
}

/// How many rows are asked for.
#[derive(Clone, Copy)]
enum Rows {
    /// A number of ours, within the limits of the resource.
    Literal(i64),
    /// The number of a placeholder.
    Placeholder(usize),
}

impl Limit {
    fn write(self, sql: &mut Sql) {
        sql.push(" LIMIT ");
        match self.rows {
            Rows::Literal(rows) => sql.integer(rows),
            Rows::Placeholder(number) => sql.placeholder_at(number),
        };
        if let Some(number) = self.offset {
            sql.push(" OFFSET ").placeholder_at(number);
        }
    }
}

pub(super) fn write_order(sql: &mut Sql, keys: &[Key<'_>], dialect: Dialect) {
    sql.push(" ORDER BY ").list(", ", keys, |sql, key| {
        key.write_ordered(sql, dialect);
        sql.push(if key.descending { " DESC" } else { "" });
        // PostgreSQL takes nulls for the greatest values, SQLite for the least.
        let usual = key.descending == (dialect == Dialect::Postgres);
        if key.nullable && key.nulls_first != usual {
            sql.push(if key.nulls_first { " NULLS FIRST" } else { " NULLS LAST" });
        }
    });
}
