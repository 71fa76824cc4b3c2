//! What a request says of the relations that it includes: paths, and options by the path of each.

use super::{Include, PermittedOf, seen};
use crate::{
    input::Flaw,
    spec::{DEEPEST_RELATION, Expr, MOST_INCLUDES, RelationSpec, ResourceSpec, SortKey},
};

/// The relations that a path leads through, at least one.
pub(in crate::input) type Way = Vec<&'static RelationSpec>;

/// What is asked for of related rows, so far.
#[derive(Default)]
pub(in crate::input) struct Asked {
    include: Vec<Include>,
    options: Vec<(Way, Choice)>,
}

/// What is said of the rows of one relation.
pub(in crate::input) enum Choice {
    /// How many one row has.
    Limit(u32),
    /// In which order.
    Sort(Vec<SortKey>),
    /// Which of them.
    Filter(Expr),
}

impl Asked {
    /// Adds a path to the tree that all of them make together.
    pub(in crate::input) fn add(&mut self, spec: &ResourceSpec, permitted_of: PermittedOf<'_>, path: &str) -> Result<(), Flaw> {
        add(spec, permitted_of, path, &mut self.include).map_err(|detail| Flaw::new("unknown_include", detail))
    }

    /// Notes an option.
    pub(in crate::input) fn choose(&mut self, way: Way, choice: Choice) {
        self.options.push((way, choice));
    }

    /// What is included, each with its options. Of a relation that is not included an option says nothing.
    pub(in crate::input) fn finish(mut self) -> Vec<Include> {
        for (way, choice) in self.options {
            let Some(one) = find(&way, &mut self.include) else { continue };
            match choice {
                Choice::Limit(limit) => one.limit = limit,
                Choice::Sort(sort) => one.sort = sort,
                Choice::Filter(filter) => one.filter = filter,
            }
        }
        self.include
    }
}

/// What a path leads to of what is included.
fn find<'a>(way: &[&'static RelationSpec], include: &'a mut [Include]) -> Option<&'a mut Include> {
    let (first, further) = way.split_first()?;
    let one = include.iter_mut().find(|one| std::ptr::eq(one.relation, *first))?;
    if further.is_empty() { Some(one) } else { find(further, &mut one.inside) }
}

/// Which option of which relation a name says, as `comments.limit` or `comments.replies.limit`: `known` tells what is one of a relation that
/// leads to many rows. A relation that the caller may not see has none.
pub(in crate::input) fn option<T>(
    spec: &ResourceSpec,
    permitted_of: PermittedOf<'_>,
    name: &str,
    known: impl Fn(&'static RelationSpec, &str) -> Option<T>,
) -> Option<(Way, T)> {
    let (mut rest, mut way) = (name, Way::new());
    while way.len() < DEEPEST_RELATION {
        let (first, further) = rest.split_once('.')?;
        let of = way.last().map_or(spec, |last| last.target());
        let relation = of.relation(first).filter(|relation| seen(of, relation, permitted_of))?;
        way.push(relation);
        if relation.to_many()
            && let Some(known) = known(relation, further)
        {
            return Some((way, known));
        }
        rest = further;
    }
    None
}

/// That there are more paths than a request may name.
pub(in crate::input) fn too_many() -> Flaw {
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
