//! Lists: filters, order, and the page after a position.

use super::{
    after::{Key, write_after},
    builder::Sql,
    column, condition,
    plan::Plan,
    shape::{Shape, What},
};
use crate::{
    db::{Dialect, Statement},
    spec::{Expr, Kind, Value},
};

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// The index of the column.
    pub column: usize,
    /// Whether great values come first.
    pub descending: bool,
}

/// What a list asks for.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// The rows that the caller may see.
    pub scope: Expr,
    /// Which of these it asks for; `Expr::Constant(true)` for all. It stands apart from the scope, since a cursor is bound to it alone.
    pub filter: Expr,
    /// The order asked for, without the key: [`Plan::order`] adds it.
    pub sort: Vec<SortKey>,
    /// The values of the last row of the page before, one for each key of [`Plan::order`].
    pub after: Option<Vec<Value>>,
    /// How many rows the page holds; the statement asks for one more, so that the caller knows whether there is another page.
    pub limit: u32,
}

impl Plan {
    /// The total order of a list: the keys asked for, then the parts of the key of the resource in the direction of the last of them, so that
    /// an index serves both directions. Keys that cannot decide any more are left out.
    pub fn order(&self, sort: &[SortKey]) -> Vec<SortKey> {
        let spec = self.resource();
        let mut order: Vec<SortKey> = Vec::with_capacity(sort.len() + spec.keys.len());
        for key in sort {
            if key.column >= spec.columns.len() || order.iter().any(|known| known.column == key.column) {
                continue;
            }
            order.push(*key);
            if spec.is_key(key.column) && spec.keys.iter().all(|part| order.iter().any(|known| known.column == *part)) {
                return order;
            }
        }
        let descending = order.last().is_some_and(|key| key.descending);
        for part in spec.keys {
            if order.iter().all(|known| known.column != *part) {
                order.push(SortKey { column: *part, descending });
            }
        }
        order
    }

    /// One page of a list, and one row more.
    pub fn list(&self, query: &ListQuery) -> Statement {
        let spec = self.resource();
        let order = self.order(&query.sort);
        let mut shape = Shape::new(What::List);
        condition::shape(&query.scope, spec, &mut shape);
        condition::shape(&query.filter, spec, &mut shape);
        shape.number(order.len());
        for key in &order {
            shape.number(key.column);
            shape.byte(u8::from(key.descending));
        }
        // A position of another order is none; it selects nothing.
        let fitting = query.after.as_ref().is_none_or(|after| after.len() == order.len());
        let after = query.after.as_deref().filter(|_| fitting);
        shape.byte(match (fitting, after) {
            (false, _) => 2,
            (true, None) => 0,
            (true, Some(_)) => 1,
        });
        for (key, value) in order.iter().zip(after.unwrap_or_default()) {
            shape.byte(u8::from(value.is_null()));
            if !value.is_null() {
                shape.arg(value.clone(), condition::compared(spec.columns[key.column].data_type.kind));
            }
        }
        let literal = self.is_common(query.limit).then_some(query.limit);
        shape.number(literal.map_or(0, |limit| limit as usize));
        if literal.is_none() {
            shape.arg(Value::Integer(i64::from(query.limit) + 1), Kind::I64);
        }
        let packed = self.packing.is_some();
        let statement = self.cache.statement(shape, false, |sql| self.write_list(sql, query, &order, fitting, after));
        Statement { packed, ..statement }
    }

    /// Whether a limit deserves a statement of its own: with a literal PostgreSQL plans the statement once, with a value each time.
    fn is_common(&self, limit: u32) -> bool {
        let spec = self.resource();
        limit == spec.page_size || limit == spec.max_page_size || matches!(limit, 1 | 5 | 10 | 20 | 25 | 50 | 100)
    }

    fn write_list(&self, sql: &mut Sql, query: &ListQuery, order: &[SortKey], fitting: bool, after: Option<&[Value]>) {
        let dialect = self.dialect;
        let condition = |sql: &mut Sql| self.write_condition(sql, query, fitting);
        // The values of the position come after those of the condition, then the limit.
        let mut measure = Sql::new();
        condition(&mut measure);
        let mut next = measure.placeholders() + 1;
        let mut keys: Vec<Key> = order
            .iter()
            .map(|key| Key { column: &self.resource().columns[key.column], descending: key.descending, placeholder: None })
            .collect();
        for (key, value) in keys.iter_mut().zip(after.unwrap_or_default()) {
            if !value.is_null() {
                key.placeholder = Some(next);
                next += 1;
            }
        }
        let limit = if self.is_common(query.limit) {
            Limit::Literal(i64::from(query.limit) + 1)
        } else {
            next += 1;
            Limit::Placeholder(next - 1)
        };
        let first = keys[0];
        // The rows after a value of a nullable column are two ranges of an index: greater values, and nulls.
        let two_ranges = first.column.data_type.nullable && first.placeholder.is_some() && first.column.sql_type.is_none();
        if after.is_none() {
            self.write_page(sql, limit, &keys, false, condition);
        } else if two_ranges {
            sql.push("SELECT ");
            self.write_listed_names(sql);
            sql.push(" FROM (SELECT * FROM (");
            self.write_page(sql, limit, &keys, true, |sql| {
                condition(sql);
                sql.push(" AND ");
                write_after(sql, &keys, dialect, true);
            });
            sql.push(") AS further UNION ALL SELECT * FROM (").rewind(0);
            self.write_page(sql, limit, &keys, true, |sql| {
                condition(sql);
                sql.push(" AND ").name(first.column.column).push(" IS NULL");
            });
            sql.push(") AS nulls) AS page");
            write_order(sql, &keys, dialect);
            limit.write(sql);
        } else {
            self.write_page(sql, limit, &keys, false, |sql| {
                condition(sql);
                sql.push(" AND ");
                write_after(sql, &keys, dialect, false);
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

    /// Writes one range of the list. `inner`: it will be put into order once more, so the keys must be among its columns.
    fn write_page(&self, sql: &mut Sql, limit: Limit, keys: &[Key], inner: bool, condition: impl FnOnce(&mut Sql)) {
        sql.push("SELECT ");
        self.write_listed(sql);
        if inner {
            self.write_packed_keys(sql, keys);
        }
        sql.push(" FROM ").table(self.resource()).push(" WHERE ");
        condition(sql);
        write_order(sql, keys, self.dialect);
        limit.write(sql);
    }
}

/// How many rows are asked for.
#[derive(Clone, Copy)]
enum Limit {
    /// A number of ours, within the limits of the resource.
    Literal(i64),
    /// The number of a placeholder.
    Placeholder(usize),
}

impl Limit {
    fn write(self, sql: &mut Sql) {
        sql.push(" LIMIT ");
        match self {
            Self::Literal(rows) => sql.integer(rows),
            Self::Placeholder(number) => sql.placeholder_at(number),
        };
    }
}

fn write_order(sql: &mut Sql, keys: &[Key], dialect: Dialect) {
    sql.push(" ORDER BY ").list(", ", keys, |sql, key| {
        column::ordered(sql, key.column, dialect);
        // PostgreSQL takes nulls for the greatest values, SQLite for the least.
        sql.push(match (key.descending, key.column.data_type.nullable, dialect) {
            (false, true, Dialect::Sqlite) => " NULLS LAST",
            (true, true, Dialect::Postgres) => " DESC NULLS LAST",
            (false, ..) => "",
            (true, ..) => " DESC",
        });
    });
}
