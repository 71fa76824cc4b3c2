//! `include=author,comments.author`: which related rows stand in an answer.

mod asked;
mod query;

pub(super) use asked::{Asked, Choice, Way, option, too_many};
pub use query::{includes, together};

use super::{Flaw, parameters::invalid};
use crate::{
    problem::{Fault, Problem},
    spec::{Expr, INCLUDE, PartColumns, Permitted, RelationKind, RelationSpec, ResourceSpec, SortKey},
};

/// How many related rows one answer holds at most. What a request could come to is known before the database is asked, so that no request
/// works today and fails when there are more rows.
pub const MOST_INCLUDED_ROWS: u64 = 20_000;

/// Which columns of a resource the caller may see.
pub type PermittedOf<'a> = &'a dyn Fn(&ResourceSpec) -> Permitted;

/// Which columns the caller may see: of the resource that is listed, and of those that its relations lead to.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// Those of the resource itself.
    pub own: &'a Permitted,
    /// Those of another one.
    pub of: PermittedOf<'a>,
}

impl Sight<'static> {
    /// Every column.
    pub const ALL: Self = Self { own: &Permitted::ALL, of: &|_| Permitted::ALL };
}

impl Sight<'_> {
    /// Whether a column that a relation leads to may be seen, and that it leads there.
    pub(super) fn reaches(self, of: &ResourceSpec, relation: &RelationSpec, column: usize) -> bool {
        seen(of, relation, self.of) && (self.of)(relation.target()).sees(column)
    }
}

impl std::fmt::Debug for Sight<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sight").field("own", self.own).finish_non_exhaustive()
    }
}

/// A relation whose rows stand in an answer.
#[derive(Clone, Debug)]
pub struct Include {
    /// The relation.
    pub relation: &'static RelationSpec,
    /// How many rows one row has of it at most.
    pub limit: u32,
    /// The order of its rows: columns of the other resource.
    pub sort: Vec<SortKey>,
    /// Which of its rows: a condition on columns of the other resource, of which what the caller sees by it is still to be decided.
    pub filter: Expr,
    /// The relations of its rows.
    pub inside: Vec<Self>,
}

impl Include {
    fn new(relation: &'static RelationSpec, permitted_of: PermittedOf<'_>) -> Self {
        let permitted = permitted_of(relation.target());
        let seen = |(column, _): &&(usize, bool)| permitted.sees(*column);
        let sort = relation.sort.iter().filter(seen).map(|(column, descending)| SortKey::own(*column, *descending)).collect();
        Self { relation, limit: relation.most(), sort, filter: Expr::Constant(true), inside: Vec::new() }
    }

    /// How many rows it can come to in an answer with so many rows.
    fn rows(&self, of: u64) -> u64 {
        let rows = of.saturating_mul(u64::from(self.limit));
        self.inside.iter().fold(rows, |sum, inside| sum.saturating_add(inside.rows(rows)))
    }

    /// Whether an answer with so many rows, and all that these include, stays within what an answer may hold.
    ///
    /// # Errors
    /// 400 when it does not.
    pub fn within_limits(include: &[Self], rows: u32) -> Result<(), Problem> {
        Self::bounded(include, rows).map_err(|flaw| invalid(vec![Fault::parameter(INCLUDE, flaw.code, flaw.detail)]))
    }

    /// The same, for whoever says where the fault is.
    pub(super) fn bounded(include: &[Self], rows: u32) -> Result<(), Flaw> {
        let sum = include.iter().fold(0_u64, |sum, one| sum.saturating_add(one.rows(u64::from(rows))));
        if sum <= MOST_INCLUDED_ROWS {
            return Ok(());
        }
        let detail = format!("could come to {sum} rows, and an answer includes {MOST_INCLUDED_ROWS} at most: lower the limits");
        Err(Flaw::new("too_many_rows", detail))
    }
}

/// Whether the caller may see the columns that a relation goes by: its rows would tell what is in them.
fn seen(of: &ResourceSpec, relation: &RelationSpec, permitted_of: PermittedOf<'_>) -> bool {
    let all = |columns: PartColumns, permitted: &Permitted| columns.iter().all(|column| permitted.sees(*column));
    match relation.kind {
        RelationKind::BelongsTo { columns } => all(columns, &permitted_of(of)),
        RelationKind::HasOne { columns } | RelationKind::HasMany { columns } => all(columns, &permitted_of(relation.target())),
        RelationKind::ManyToMany { through, mine, theirs } => {
            let links = permitted_of(through());
            links.sees(mine) && links.sees(theirs)
        }
    }
}
