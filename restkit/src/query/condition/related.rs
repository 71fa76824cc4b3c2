//! Conditions on the rows that a relation leads to, as subqueries.

use super::{Shape, Sql, Table, column};
use crate::spec::{Expr, RelatedExpr, RelationKind, RelationSpec, ResourceSpec, relation::Equal};

/// By which columns one comes to the other rows.
pub(in crate::query) enum Way {
    /// Columns of the row itself are equal to those of the other row.
    Straight(Equal),
    /// Columns of the row are equal to those of links, and others of these to those of the other row.
    Linked(&'static ResourceSpec, Equal, Equal),
}

/// The way of a relation that is declared by the resource with this name; `None` where it has no columns, which no relation of an app is.
pub(in crate::query) fn way(relation: &RelationSpec, of: &ResourceSpec) -> Option<Way> {
    let target = relation.target();
    Some(match relation.kind {
        RelationKind::ManyToMany { through, mine, theirs } => {
            let links = through();
            let (mine, other) = (links.columns.get(mine)?, links.columns.get(theirs)?);
            Way::Linked(links, vec![(of.only_key()?, mine)], vec![(other, target.only_key()?)])
        }
        RelationKind::BelongsTo { .. } | RelationKind::HasOne { .. } | RelationKind::HasMany { .. } => {
            Way::Straight(relation.equal(of)?)
        }
    })
}

/// Collects the shape and the values of a condition; `visible` is what the caller may see of the other resource, and of the links.
pub(super) fn shape(related: &RelatedExpr, visible: &[Expr; 2], of: &'static ResourceSpec, to: &mut Shape) {
    let [rows, links] = visible;
    let Some(way) = way(related.relation, of) else { return to.byte(9) };
    to.byte(13);
    to.number(std::ptr::from_ref(related.relation).addr());
    if let Way::Linked(spec, ..) = way {
        super::shape(links, spec, to);
    }
    super::shape(rows, related.relation.target(), to);
    super::shape(&related.condition, related.relation.target(), to);
}

/// Writes the condition.
pub(super) fn text(related: &RelatedExpr, visible: &[Expr; 2], outer: Table<'_>, sql: &mut Sql) {
    let [rows, links] = visible;
    let Some(way) = way(related.relation, outer.spec) else {
        sql.push("NULL");
        return;
    };
    let (alias, inner) = (alias_in(outer), &mut String::new());
    let target = related.relation.target();
    let table = |spec| Table { spec, dialect: outer.dialect, alias: Some(&alias), seen: &[] };
    let (found, end) = match &way {
        Way::Straight(equal) => {
            let found = table(target);
            begin(sql, found, outer, equal);
            (found, ")")
        }
        Way::Linked(spec, to_links, further) => {
            let linked = table(*spec);
            begin(sql, linked, outer, to_links);
            and(sql, links, linked);
            *inner = alias_in(linked);
            let found = Table { spec: target, alias: Some(inner), ..linked };
            sql.push(" AND ");
            begin(sql, found, linked, further);
            (found, "))")
        }
    };
    and(sql, rows, found);
    and(sql, &related.condition, found);
    sql.push(end);
}

/// Begins a subquery of the rows of a table that another one leads to.
fn begin(sql: &mut Sql, found: Table<'_>, outer: Table<'_>, equal: &Equal) {
    sql.push("EXISTS (SELECT 1 FROM ").table(found.spec).push(" AS ").name(found.alias.unwrap_or_default()).push(" WHERE ");
    sql.list(" AND ", equal, |sql, (own, theirs)| {
        let own_name = |sql: &mut Sql| outer.outer(sql, own);
        let their_name = |sql: &mut Sql| found.outer(sql, theirs);
        column::equal(sql, (found.spec, theirs, &their_name), (outer.spec, own, &own_name), outer.dialect);
    });
}

/// Writes one more condition.
pub(in crate::query) fn and(sql: &mut Sql, condition: &Expr, table: Table<'_>) {
    if *condition != Expr::Constant(true) {
        sql.push(" AND ");
        super::text(condition, table, sql);
    }
}

/// What a table is called inside of another one: as the other is not.
pub(in crate::query) fn alias_in(outer: Table<'_>) -> String {
    let mut alias = outer.alias.map_or_else(|| "related".to_owned(), |outer| format!("{outer}_"));
    while outer.alias.is_none() && outer.spec.table.eq_ignore_ascii_case(&alias) {
        alias.push('_');
    }
    alias
}
