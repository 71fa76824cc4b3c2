//! `include=author,comments.author`: which related rows stand in an answer.

use std::borrow::Cow;

use super::{
    Flaw,
    list::{number, own_sort_key, sort},
    parameters::{decode, encoding, invalid},
};
use crate::{
    problem::{Fault, Problem, ProblemKind},
    spec::{DEEPEST_RELATION, INCLUDE, MOST_INCLUDES, PartColumns, Permitted, RelationKind, RelationSpec, ResourceSpec, SortKey},
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
    /// The relations of its rows.
    pub inside: Vec<Self>,
}

impl Include {
    fn new(relation: &'static RelationSpec, permitted_of: PermittedOf<'_>) -> Self {
        let permitted = permitted_of(relation.target());
        let seen = |(column, _): &&(usize, bool)| permitted.sees(*column);
        let sort = relation.sort.iter().filter(seen).map(|(column, descending)| SortKey::own(*column, *descending)).collect();
        Self { relation, limit: relation.most(), sort, inside: Vec::new() }
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

/// What is asked for of related rows, so far.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) include: Vec<Include>,
    pub(super) limits: Vec<(&'static RelationSpec, u32)>,
    pub(super) sorts: Vec<(&'static RelationSpec, Vec<SortKey>)>,
}

impl Asked {
    /// Adds a path to the tree that all of them make together.
    pub(super) fn add(&mut self, spec: &ResourceSpec, permitted_of: PermittedOf<'_>, path: &str) -> Result<(), Flaw> {
        add(spec, permitted_of, path, &mut self.include).map_err(|detail| Flaw::new("unknown_include", detail))
    }

    /// What is included, each with its options. Of a relation that is not included an option says nothing.
    pub(super) fn finish(mut self) -> Vec<Include> {
        for one in &mut self.include {
            let of = |relation: &'static RelationSpec| std::ptr::eq(relation, one.relation);
            if let Some((_, limit)) = self.limits.iter().find(|(relation, _)| of(relation)) {
                one.limit = *limit;
            }
            if let Some((_, sort)) = self.sorts.iter().find(|(relation, _)| of(relation)) {
                one.sort.clone_from(sort);
            }
        }
        self.include
    }
}

/// What one parameter, or one member of a body, says.
pub(super) enum Said {
    Paths,
    Limit(&'static RelationSpec),
    Sort(&'static RelationSpec),
}

/// What the parameter of this name says about the relations of a resource, if anything: `include`, or `comments.limit`.
pub(super) fn said(spec: &ResourceSpec, name: &str) -> Option<Said> {
    if name == INCLUDE {
        return (!spec.relations.is_empty()).then_some(Said::Paths);
    }
    let (relation, option) = name.split_once('.')?;
    let relation = spec.relation(relation).filter(|relation| relation.to_many())?;
    match option {
        "limit" => Some(Said::Limit(relation)),
        "sort" => Some(Said::Sort(relation)),
        _ => None,
    }
}

/// What is wrong, so far.
#[derive(Default)]
struct Faults {
    faults: Vec<Fault>,
    out_of_range: Vec<Fault>,
}

/// Whether a query asks for related rows.
pub fn includes(query: Option<&str>) -> bool {
    let names = query.unwrap_or_default().split('&').map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name));
    names.into_iter().any(|name| decode(name).is_ok_and(|name| name == INCLUDE))
}

/// Reads what of the query is about related rows; answers the rest of the query too, which others read.
///
/// # Errors
/// 400 with every fault; 422 when all that is wrong is a limit outside its range.
pub fn include<'a>(
    spec: &ResourceSpec,
    query: Option<&'a str>,
    permitted_of: PermittedOf<'_>,
) -> (Option<Cow<'a, str>>, Result<Vec<Include>, Problem>) {
    let Some(query) = query.filter(|_| !spec.relations.is_empty()) else {
        return (query.map(Cow::Borrowed), Ok(Vec::new()));
    };
    let mut asked = Asked::default();
    let (mut faults, mut rest, mut seen) = (Faults::default(), Vec::new(), Vec::new());
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let known = decode(name).ok().and_then(|name| Some((said(spec, &name)?, name)));
        let Some((said, name)) = known else {
            rest.push(pair);
            continue;
        };
        if seen.contains(&name) {
            faults.faults.push(Fault::parameter(name, "repeated_parameter", "must come once"));
            continue;
        }
        seen.push(name.clone());
        let Ok(value) = decode(value) else {
            faults.faults.push(encoding(name));
            continue;
        };
        match said {
            Said::Paths => paths(spec, permitted_of, &value, &mut asked, &mut faults.faults),
            Said::Limit(relation) => match number(&value, 1..=relation.target().max_page_size) {
                Ok(limit) => asked.limits.push((relation, limit)),
                Err(flaw) if flaw.code == "out_of_range" => {
                    faults.out_of_range.push(Fault::parameter(name, flaw.code, flaw.detail));
                }
                Err(flaw) => faults.faults.push(Fault::parameter(name, flaw.code, flaw.detail)),
            },
            Said::Sort(relation) => {
                let mut keys = Vec::new();
                let target = relation.target();
                let permitted = permitted_of(target);
                sort(&|key| own_sort_key(target, &permitted, key), &name, &value, &mut keys, &mut faults.faults);
                asked.sorts.push((relation, keys));
            }
        }
    }
    let rest = (!rest.is_empty()).then(|| Cow::Owned(rest.join("&")));
    (rest, faults.into_result(asked.finish()))
}

impl Faults {
    fn into_result<T>(mut self, read: T) -> Result<T, Problem> {
        match (self.faults.is_empty(), self.out_of_range.is_empty()) {
            (true, true) => Ok(read),
            (true, false) => Err(out_of_range(self.out_of_range)),
            (false, _) => {
                self.faults.append(&mut self.out_of_range);
                Err(invalid(self.faults))
            }
        }
    }
}

fn out_of_range(faults: Vec<Fault>) -> Problem {
    Problem::new(ProblemKind::PARAMETER_OUT_OF_RANGE, "A parameter is out of its range.").with_faults(faults)
}

/// Two parts of a query, each read for itself.
///
/// # Errors
/// What is wrong with either, in one answer.
pub fn together<A, B>(first: Result<A, Problem>, second: Result<B, Problem>) -> Result<(A, B), Problem> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(problem), Ok(_)) | (Ok(_), Err(problem)) => Err(problem),
        (Err(first), Err(second)) => {
            let faults = first.faults().iter().chain(second.faults()).cloned().collect();
            let only_ranges = [&first, &second].iter().all(|problem| problem.kind() == ProblemKind::PARAMETER_OUT_OF_RANGE);
            Err(if only_ranges { out_of_range(faults) } else { invalid(faults) })
        }
    }
}

/// Reads paths into the tree that they make together.
fn paths(spec: &ResourceSpec, permitted_of: PermittedOf<'_>, text: &str, asked: &mut Asked, faults: &mut Vec<Fault>) {
    for (index, path) in text.split(',').enumerate() {
        let added = if index == MOST_INCLUDES { Err(too_many()) } else { asked.add(spec, permitted_of, path) };
        if let Err(flaw) = added {
            faults.push(Fault::parameter(INCLUDE, flaw.code, flaw.detail));
        }
        if index == MOST_INCLUDES {
            return;
        }
    }
}

/// That there are more paths than a request may name.
pub(super) fn too_many() -> Flaw {
    Flaw::new("too_many", format!("names {MOST_INCLUDES} paths at most"))
}

fn add(spec: &ResourceSpec, permitted_of: PermittedOf<'_>, path: &str, mut tree: &mut Vec<Include>) -> Result<(), String> {
    let mut way: Vec<&'static RelationSpec> = Vec::with_capacity(DEEPEST_RELATION);
    for name in path.split('.') {
        if way.len() == DEEPEST_RELATION {
            return Err(format!("a path leads through {DEEPEST_RELATION} relations at most"));
        }
        let of = way.last().map_or(spec, |last| last.target());
        let named = of.relation(name).filter(|relation| seen(of, relation, permitted_of));
        way.push(named.ok_or_else(|| format!("no rows are included as {path:?}"))?);
    }
    // Only a path that is right from end to end is taken.
    for relation in way {
        let at = tree.iter().position(|known| std::ptr::eq(known.relation, relation)).unwrap_or_else(|| {
            tree.push(Include::new(relation, permitted_of));
            tree.len() - 1
        });
        tree = &mut tree[at].inside;
    }
    Ok(())
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
