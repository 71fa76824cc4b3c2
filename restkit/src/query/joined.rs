//! Lists in an order by columns of rows that relations lead to.
//!
//! Each relation is one `LEFT JOIN` with the rows that the caller may see: what they may not see is not there, and comes last like any null. It
//! leads to one row at most, so that no row of the list comes twice.

use super::{
    SortKey,
    builder::Sql,
    column::{self, Table},
    condition,
    gathered::{Seen, Used},
    list::ListQuery,
    plan::Plan,
    shape::Shape,
};
use crate::spec::{ColumnSpec, Expr, ResourceSpec, relation::Equal};

/// A relation that the order of a list goes by.
#[derive(Debug)]
pub(super) struct Join<'a> {
    /// The index of the relation.
    relation: usize,
    target: &'static ResourceSpec,
    /// The columns of the row itself that are equal to those of the other row.
    equal: Equal,
    /// The rows that the caller may see.
    visible: &'a Expr,
    /// What they see of the rows that its columns are computed from.
    seen: &'a Seen,
    /// Those of its columns that are, once the shape was collected.
    used: Used<'a>,
    /// The columns that the order goes by, and what each is called.
    values: Vec<(&'static ColumnSpec, String)>,
}

/// Of what nobody decided, nothing is seen.
const NOTHING: (&Expr, &Seen) = (&Expr::Constant(false), &Seen::NOTHING);

/// What the rows of the list are called.
pub(super) const LISTED: &str = "listed";

/// What a value of another row is called that stands at this place of the order: as no column of the list is.
pub(super) fn sorted_name(spec: &ResourceSpec, place: usize) -> String {
    free_name(spec, format!("sort {place}"))
}

fn free_name(spec: &ResourceSpec, mut name: String) -> String {
    while spec.columns.iter().any(|column| column.column.eq_ignore_ascii_case(&name)) {
        name.push('_');
    }
    name
}

impl Plan {
    /// The relations that an order goes by, each once.
    pub(super) fn joins<'a>(&self, query: &'a ListQuery, order: &[SortKey]) -> Vec<Join<'a>> {
        let spec = self.resource();
        let mut joins: Vec<Join<'a>> = Vec::new();
        for (place, key) in order.iter().enumerate() {
            let (Some(relation), Some(column)) = (key.by, spec.sorted(key)) else { continue };
            let value = (column, sorted_name(spec, place));
            if let Some(join) = joins.iter_mut().find(|join| join.relation == relation) {
                join.values.push(value);
            } else if let Some(way) = spec.relations.get(relation).filter(|way| !way.to_many())
                && let Some(equal) = way.equal(spec)
            {
                let decided = query.seen.iter().find(|(decided, ..)| *decided == relation);
                let (visible, seen) = decided.map_or(NOTHING, |(_, rows, seen)| (rows, seen));
                let (target, used) = (way.target(), Used::default());
                joins.push(Join { relation, target, equal, visible, seen, used, values: vec![value] });
            }
        }
        joins
    }

    /// Writes the values of other rows that an order goes by, each after a comma: [`Plan::position_in`](Plan) reads them.
    pub(super) fn write_sorted(&self, sql: &mut Sql, order: &[SortKey]) {
        for (place, key) in order.iter().enumerate().filter(|(_, key)| key.by.is_some()) {
            if let Some(column) = self.resource().sorted(key) {
                let name = sorted_name(self.resource(), place);
                sql.push(", ");
                column::selected_as(sql, column, &name, &format!("{name} read"), self.dialect);
            }
        }
    }

    /// Writes where the rows of a list come from that fulfil a condition, with what its order goes by.
    pub(super) fn write_joined(&self, sql: &mut Sql, joins: &[Join<'_>], condition: impl FnOnce(&mut Sql)) {
        let spec = self.resource();
        sql.push(" FROM (SELECT * FROM ").table(spec).push(" WHERE ");
        condition(sql);
        sql.push(") AS ").name(LISTED);
        for (number, join) in joins.iter().enumerate() {
            let table = Table::of(join.target, self.dialect);
            let seeing = join.reserve(sql, table);
            let part = |at| free_name(spec, if at == 0 { format!("key {number}") } else { format!("key {number} {at}") });
            sql.push(" LEFT JOIN (SELECT ").list(", ", join.equal.iter().enumerate(), |sql, (at, (_, theirs))| {
                sql.name(theirs.column).push(" AS ").name(&part(at));
            });
            for (column, name) in &join.values {
                sql.push(", ");
                seeing.name(sql, column);
                sql.push(" AS ").name(name);
            }
            sql.push(" FROM ").table(join.target).push(" WHERE ");
            condition::text(join.visible, table, sql);
            sql.push(") AS ").name(&format!("row {number}")).push(" ON ");
            sql.list(" AND ", join.equal.iter().enumerate(), |sql, (at, (own, theirs))| {
                let own_name = |sql: &mut Sql| {
                    sql.name(LISTED).push(".").name(own.column);
                };
                let their_name = |sql: &mut Sql| {
                    sql.name(&part(at));
                };
                column::equal(sql, (join.target, theirs, &their_name), (spec, own, &own_name), self.dialect);
            });
        }
    }
}

impl Join<'_> {
    /// Collects the shape and the values of what [`Plan::write_joined`] writes.
    pub(super) fn shape(&mut self, to: &mut Shape) {
        to.number(self.relation);
        let columns = self.target.columns;
        let place = |column: &'static ColumnSpec| columns.iter().position(|known| std::ptr::eq(known, column));
        self.used = self.seen.used(self.target, self.values.iter().filter_map(|(column, _)| place(column)), to);
        condition::shape(self.visible, self.target, to);
    }

    /// Writes what has values, to count them.
    pub(super) fn write_visible(&self, sql: &mut Sql, table: Table<'_>) {
        let table = self.reserve(sql, Table::of(self.target, table.dialect));
        condition::text(self.visible, table, sql);
    }

    /// Takes the numbers of the values that its computed columns have.
    fn reserve<'a>(&'a self, sql: &mut Sql, table: Table<'a>) -> Table<'a> {
        sql.reserve(self.used.values);
        Table { seen: &self.used.columns, ..table }
    }
}
