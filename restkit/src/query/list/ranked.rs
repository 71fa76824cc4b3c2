//! Lists of what was searched for, best first.

use super::{Limit, ListQuery, Rows, Shape, SortKey, What, write_order};
use crate::{
    db::{DbError, Row, Statement},
    query::{
        Selection,
        after::{After, Key},
        builder::Sql,
        column::Table,
        condition,
        gathered::Used,
        plan::Plan,
        search,
    },
    spec::{ColumnSpec, Kind, Search, Value},
};

/// What a row is worth, as a column beside those of the table.
static RELEVANCE: ColumnSpec = ColumnSpec::new::<i64>("restkit_relevance");

/// What decides the text of such a list.
struct Ranked<'a> {
    query: &'a ListQuery,
    search: &'a Search,
    order: &'a [SortKey],
    /// Whether there is something to find places by.
    relevant: bool,
    fitting: bool,
    selection: &'a Selection,
    used: &'a Used<'a>,
}

impl Plan {
    /// One page of what was searched for, and one row more; each row is answered as in other lists, and then what it is worth.
    pub(super) fn ranked(&self, query: &ListQuery, search: &Search) -> Statement {
        let spec = self.resource();
        let order = self.order(&[]);
        let mut shape = Shape::new(What::Ranked, self.dialect);
        let selection = self.selected(query);
        shape.columns(selection.columns());
        let used = query.gathered.used(spec, selection.columns().iter().copied(), &mut shape);
        condition::shape(&query.scope, spec, &mut shape);
        condition::shape(&query.filter, spec, &mut shape);
        shape.columns(&search.columns);
        let relevant = search::relevant(search, spec, self.dialect);
        shape.byte(u8::from(relevant.is_some()));
        let ranked = Ranked {
            query,
            search,
            order: &order,
            relevant: relevant.is_some(),
            fitting: query.from.as_ref().is_none_or(|from| from.values.len() == order.len() + 1),
            selection: &selection,
            used: &used,
        };
        if let Some(relevant) = relevant {
            shape.arg(relevant, Kind::Text);
        }
        let from = query.from.as_ref().filter(|_| ranked.fitting);
        shape.byte(match (ranked.fitting, from) {
            (false, _) => 1,
            (true, None) => 0,
            (true, Some(from)) => 2 + u8::from(from.backward) + 2 * u8::from(from.inclusive),
        });
        if let Some([worth, key @ ..]) = from.map(|from| from.values.as_slice()) {
            shape.arg(worth.clone(), Kind::I64);
            for (part, value) in order.iter().zip(key) {
                shape.arg(value.clone(), condition::compared(spec.columns[part.column].data_type.kind));
            }
        }
        let literal = self.is_common(query.limit);
        shape.number(if literal { query.limit as usize } else { 0 });
        if !literal {
            shape.arg(Value::Integer(i64::from(query.limit) + 1), Kind::I64);
        }
        shape.byte(u8::from(query.offset > 0));
        if query.offset > 0 {
            shape.arg(Value::Integer(i64::from(query.offset)), Kind::I64);
        }
        let statement = self.cache.statement(shape, false, |sql| self.write_ranked(sql, &ranked));
        Statement { packed: ranked.selection.is_packed(), ..statement }
    }

    fn write_ranked(&self, sql: &mut Sql, ranked: &Ranked<'_>) {
        let &Ranked { query, search, order, relevant, fitting, selection, used } = ranked;
        let mut measure = Sql::new();
        measure.reserve(used.values);
        self.write_condition(&mut measure, query, fitting);
        let mut next = measure.placeholders() + 1;
        let mut number = |wanted: bool| {
            next += usize::from(wanted);
            wanted.then(|| next - 1)
        };
        let by = number(relevant);
        let from = query.from.as_ref().filter(|_| fitting);
        let backward = from.is_some_and(|from| from.backward);
        let keys = std::iter::once((&RELEVANCE, true))
            .chain(order.iter().map(|key| (&self.resource().columns[key.column], key.descending)));
        let keys: Vec<Key<'_>> = keys
            .map(|(column, descending)| Key {
                nulls_first: backward,
                placeholder: number(from.is_some()),
                ..Key::of(column, descending != backward)
            })
            .collect();
        let rows = match self.is_common(query.limit) {
            true => Rows::Literal(i64::from(query.limit) + 1),
            false => Rows::Placeholder(number(true).unwrap_or_default()),
        };
        let limit = Limit { rows, offset: number(query.offset > 0) };

        sql.reserve(used.values);
        sql.push("SELECT ");
        // What is computed from other rows is so from outside.
        selection.write_listed(sql, Table { alias: Some("found"), ..self.seeing(used) });
        sql.push(if selection.listed_values() > 0 { ", " } else { "" }).name(RELEVANCE.column).push(" FROM (SELECT ");
        let mut columns: Vec<usize> = selection.columns().iter().copied().chain(order.iter().map(|key| key.column)).collect();
        columns.sort_unstable();
        columns.dedup();
        for column in columns.into_iter().filter(|column| self.resource().columns[*column].is_stored()) {
            sql.name(self.resource().columns[column].column).push(", ");
        }
        search::write_relevance(sql, search, self.table(), by);
        sql.push(" AS ").name(RELEVANCE.column).push(" FROM ").table(self.resource()).push(" WHERE ");
        self.write_condition(sql, query, fitting);
        sql.push(") AS found");
        if let Some(from) = from {
            sql.push(" WHERE ");
            After { keys: &keys, dialect: self.dialect, inclusive: from.inclusive }.write(sql, false);
        }
        write_order(sql, &keys, self.dialect);
        limit.write(sql);
        sql.rewind(next - 1);
    }

    /// The position of a row in the order of the list that it was read for.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn position_of(&self, query: &ListQuery, selection: &Selection, row: &Row) -> Result<Vec<Value>, DbError> {
        let mut values = self.position_in(selection, row, &query.sort)?;
        if query.ranked.is_some() {
            values.insert(0, row.value(selection.listed_values(), Kind::I64)?);
        }
        Ok(values)
    }

    /// How many values such a position has.
    pub fn position_length(&self, query: &ListQuery) -> usize {
        self.order(&query.sort).len() + usize::from(query.ranked.is_some())
    }
}
