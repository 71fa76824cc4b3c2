//! Lists in an order by columns of rows that relations lead to.
//!
//! Each relation is one `LEFT JOIN` with the rows that the caller may see: what they may not see is not there, and comes last like any null. It
//! leads to one row at most, so that no row of the list comes twice.

use super::{
    SortKey,
    builder::Sql,
    column::{self, Table},
    condition,
    list::ListQuery,
    plan::Plan,
    shape::Shape,
};
use crate::spec::{ColumnSpec, Expr, RelationKind, ResourceSpec};

/// A relation that the order of a list goes by.
#[derive(Debug)]
pub(super) struct Join<'a> {
    /// The index of the relation.
    relation: usize,
    own: &'static ColumnSpec,
    target: &'static ResourceSpec,
    theirs: &'static ColumnSpec,
    /// The rows that the caller may see.
    visible: &'a Expr,
    /// The columns that the order goes by, and what each is called.
    values: Vec<(&'static ColumnSpec, String)>,
}

/// Of what nobody decided, nothing is seen.
const NOTHING: &Expr = &Expr::Constant(false);

/// The columns of the row itself, and of the other row, that a relation to one row goes by.
fn way(spec: &ResourceSpec, relation: usize) -> Option<(&'static ColumnSpec, &'static ResourceSpec, &'static ColumnSpec)> {
    let relation = spec.relations.get(relation)?;
    let target = relation.target();
    Some(match relation.kind {
        RelationKind::BelongsTo { column } => (spec.columns.get(column)?, target, target.only_key()?),
        RelationKind::HasOne { column } => (spec.only_key()?, target, target.columns.get(column)?),
        RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. } => return None,
    })
}

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
            } else if let Some((own, target, theirs)) = way(spec, relation) {
                let visible = query.seen.iter().find(|(seen, _)| *seen == relation).map_or(NOTHING, |(_, rows)| rows);
                joins.push(Join { relation, own, target, theirs, visible, values: vec![value] });
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
        sql.push(") AS listed");
        for (number, join) in joins.iter().enumerate() {
            let table = Table::of(join.target, self.dialect);
            let key = free_name(spec, format!("key {number}"));
            sql.push(" LEFT JOIN (SELECT ").name(join.theirs.column).push(" AS ").name(&key);
            for (column, name) in &join.values {
                sql.push(", ").name(column.column).push(" AS ").name(name);
            }
            sql.push(" FROM ").table(join.target).push(" WHERE ");
            condition::text(join.visible, table, sql);
            sql.push(") AS ").name(&format!("row {number}")).push(" ON ");
            let own = |sql: &mut Sql| {
                sql.push("listed.").name(join.own.column);
            };
            let theirs = |sql: &mut Sql| {
                sql.name(&key);
            };
            column::equal(sql, (join.target, join.theirs, &theirs), (spec, join.own, &own), self.dialect);
        }
    }
}

impl Join<'_> {
    /// Collects the shape and the values of what [`Plan::write_joined`] writes.
    pub(super) fn shape(&self, to: &mut Shape) {
        to.number(self.relation);
        condition::shape(self.visible, self.target, to);
    }

    /// Writes what has values, to count them.
    pub(super) fn write_visible(&self, sql: &mut Sql, table: Table<'_>) {
        condition::text(self.visible, Table::of(self.target, table.dialect), sql);
    }
}
