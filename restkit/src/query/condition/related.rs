//! Conditions on the rows that a relation leads to, as subqueries.

use super::{Shape, Sql, Table, column};
use crate::spec::{ColumnSpec, Expr, RelatedExpr, RelationKind, ResourceSpec};

/// By which columns one comes to the other rows.
struct Way {
    /// The column of the row itself.
    own: &'static ColumnSpec,
    /// The table of the links, with its columns for this row and for the other.
    links: Option<(&'static ResourceSpec, &'static ColumnSpec, &'static ColumnSpec)>,
    /// The column of the other row.
    theirs: &'static ColumnSpec,
}

/// The way of a relation that is declared by the resource with this name; `None` where it has no columns, which no relation of an app is.
fn way(related: &RelatedExpr, of: &ResourceSpec) -> Option<Way> {
    let target = related.relation.target();
    let key = |spec: &ResourceSpec| spec.only_key();
    Some(match related.relation.kind {
        RelationKind::BelongsTo { column } => Way { own: of.columns.get(column)?, links: None, theirs: key(target)? },
        RelationKind::HasOne { column } | RelationKind::HasMany { column } => {
            Way { own: key(of)?, links: None, theirs: target.columns.get(column)? }
        }
        RelationKind::ManyToMany { through, mine, theirs } => {
            let links = through();
            let (mine, other) = (links.columns.get(mine)?, links.columns.get(theirs)?);
            Way { own: key(of)?, links: Some((links, mine, other)), theirs: key(target)? }
        }
    })
}

/// Collects the shape and the values of a condition; `visible` is what the caller may see of the other resource, and of the links.
pub(super) fn shape(related: &RelatedExpr, visible: &[Expr; 2], of: &ResourceSpec, to: &mut Shape) {
    let [rows, links] = visible;
    let Some(way) = way(related, of) else { return to.byte(9) };
    to.byte(13);
    to.number(std::ptr::from_ref(related.relation).addr());
    if let Some((spec, ..)) = way.links {
        super::shape(links, spec, to);
    }
    super::shape(rows, related.relation.target(), to);
    super::shape(&related.condition, related.relation.target(), to);
}

/// Writes the condition.
pub(super) fn text(related: &RelatedExpr, visible: &[Expr; 2], outer: Table<'_>, sql: &mut Sql) {
    let [rows, links] = visible;
    let Some(Way { own, links: linked, theirs }) = way(related, outer.spec) else {
        sql.push("NULL");
        return;
    };
    let (alias, inner) = (alias_in(outer), &mut String::new());
    let first = linked.map_or(related.relation.target(), |(spec, ..)| spec);
    let mut found = Table { spec: first, dialect: outer.dialect, alias: Some(&alias) };
    if let Some((_, mine, other)) = linked {
        begin(sql, (found, mine), (outer, own));
        and(sql, links, found);
        *inner = alias_in(found);
        let further = Table { spec: related.relation.target(), alias: Some(inner), ..found };
        sql.push(" AND ");
        begin(sql, (further, theirs), (found, other));
        found = further;
    } else {
        begin(sql, (found, theirs), (outer, own));
    }
    and(sql, rows, found);
    and(sql, &related.condition, found);
    sql.push(if linked.is_some() { "))" } else { ")" });
}

/// Begins a subquery of the rows of a table that another one leads to.
fn begin(sql: &mut Sql, (found, theirs): (Table<'_>, &'static ColumnSpec), (outer, own): (Table<'_>, &'static ColumnSpec)) {
    sql.push("EXISTS (SELECT 1 FROM ").table(found.spec).push(" AS ").name(found.alias.unwrap_or_default()).push(" WHERE ");
    let own_name = |sql: &mut Sql| outer.outer(sql, own);
    let their_name = |sql: &mut Sql| found.outer(sql, theirs);
    column::equal(sql, (found.spec, theirs, &their_name), (outer.spec, own, &own_name), outer.dialect);
}

fn and(sql: &mut Sql, condition: &Expr, table: Table<'_>) {
    if *condition != Expr::Constant(true) {
        sql.push(" AND ");
        super::text(condition, table, sql);
    }
}

/// What a table is called inside of another one: as the other is not.
fn alias_in(outer: Table<'_>) -> String {
    let mut alias = outer.alias.map_or_else(|| "related".to_owned(), |outer| format!("{outer}_"));
    while outer.alias.is_none() && outer.spec.table.eq_ignore_ascii_case(&alias) {
        alias.push('_');
    }
    alias
}
