//! The descriptor of a relation: how rows of one resource lead to rows of another.
//!
//! A relation is declared where it leads from, and typed by the columns that it goes by: each of them is an `Id<…>` of the resource at
//! its other end, which the functions here ask of the column's type.

mod declare;

pub use declare::*;

use super::{Action, ColumnSpec, Generated, OnDelete, Operation, PartColumns, ResourceSpec};

/// The parameter that asks for related rows.
pub const INCLUDE: &str = "include";

/// How many paths a request asks for at most.
pub const MOST_INCLUDES: usize = 10;

/// How many relations a path leads through at most.
pub const DEEPEST_RELATION: usize = 4;

/// How many rows of a to-many relation stand in one row when the declaration does not say.
const USUAL_LIMIT: u32 = 20;

/// By which columns a relation goes; columns are indices into the tables of their resources.
#[derive(Clone, Copy, Debug)]
pub enum RelationKind {
    /// Columns of this resource hold the key of the other row.
    BelongsTo {
        /// The columns, of this resource.
        columns: PartColumns,
    },
    /// Columns of the other resource, unique together, hold the key of this row.
    HasOne {
        /// The columns, of the other resource.
        columns: PartColumns,
    },
    /// Columns of the other resource hold the key of this row.
    HasMany {
        /// The columns, of the other resource.
        columns: PartColumns,
    },
    /// Rows of a third resource hold the keys of a row of either.
    ManyToMany {
        /// The resource of the links.
        through: fn() -> &'static ResourceSpec,
        /// The column of a link that holds the key of this row.
        mine: usize,
        /// The column of a link that holds the key of the other row.
        theirs: usize,
    },
}

/// A relation of a resource to another, or to itself.
#[derive(Clone, Copy, Debug)]
pub struct RelationSpec {
    /// Its name in queries, and that of the member which holds its rows.
    pub name: &'static str,
    /// By which columns it goes.
    pub kind: RelationKind,
    /// The resource it leads to; a function, since resources lead to each other.
    pub target: fn() -> &'static ResourceSpec,
    /// The order of its rows: columns of the other resource, by index, and whether great values come first. The key breaks ties.
    pub sort: &'static [(usize, bool)],
    /// How many rows one row has of it in an answer, as far as it is said.
    pub limit: Option<u32>,
    /// Whether lists can be filtered by columns of its rows.
    pub filter: bool,
    /// Whether lists can be ordered by columns of its row, of which there is one at most.
    pub lends_order: bool,
    /// Whether its rows have a path below that of the row, as in `/users/{id}/tasks`.
    pub nested: bool,
    /// Whether bodies that make a row may hold its rows.
    pub write: bool,
    /// What happens to a row when the one that several of its columns refer to is removed. (A single column has a rule of its own.)
    pub on_delete: OnDelete,
}

/// Columns of a row that are equal to those of another.
pub type Equal = Vec<(&'static ColumnSpec, &'static ColumnSpec)>;

/// The same relation of the same resource.
impl PartialEq for RelationSpec {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && std::ptr::eq(self.target(), other.target()) && self.to_many() == other.to_many()
    }
}
impl Eq for RelationSpec {}

impl RelationSpec {
    const fn new(name: &'static str, kind: RelationKind, target: fn() -> &'static ResourceSpec) -> Self {
        Self {
            name,
            kind,
            target,
            sort: &[],
            limit: None,
            filter: false,
            lends_order: false,
            nested: false,
            write: false,
            on_delete: OnDelete::Restrict,
        }
    }

    /// The resource it leads to.
    pub fn target(&self) -> &'static ResourceSpec {
        (self.target)()
    }

    /// The resource of the links, where there is one.
    pub fn through(&self) -> Option<&'static ResourceSpec> {
        match self.kind {
            RelationKind::ManyToMany { through, .. } => Some(through()),
            RelationKind::BelongsTo { .. } | RelationKind::HasOne { .. } | RelationKind::HasMany { .. } => None,
        }
    }

    /// The columns of the resource that declares it by which it goes; none when it goes by its key.
    pub fn own_columns(&self) -> &[usize] {
        match &self.kind {
            RelationKind::BelongsTo { columns } => columns,
            RelationKind::HasOne { .. } | RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. } => &[],
        }
    }

    /// The columns of the other resource that hold the key of this row, where they do.
    pub fn their_columns(&self) -> &[usize] {
        match &self.kind {
            RelationKind::HasOne { columns } | RelationKind::HasMany { columns } => columns,
            RelationKind::BelongsTo { .. } | RelationKind::ManyToMany { .. } => &[],
        }
    }

    /// The columns of a row whose values lead to its rows, in order. `of` declares it.
    pub fn leading<'a>(&'a self, of: &ResourceSpec) -> &'a [usize] {
        match &self.kind {
            RelationKind::BelongsTo { columns } => columns,
            RelationKind::HasOne { .. } | RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. } => of.keys,
        }
    }

    /// Which columns of a row of `of`, which declares it, are equal to which of a row that it leads to; `None` where links stand between them.
    pub fn equal(&self, of: &ResourceSpec) -> Option<Equal> {
        let target = self.target();
        let (own, theirs): (&[usize], &[usize]) = match &self.kind {
            RelationKind::BelongsTo { columns } => (columns, target.keys),
            RelationKind::HasOne { columns } | RelationKind::HasMany { columns } => (of.keys, columns),
            RelationKind::ManyToMany { .. } => return None,
        };
        // Half of a key would lead to rows of others.
        let whole = own.len() == theirs.len() && !own.is_empty();
        let pair = |(own, theirs): (&usize, &usize)| Some((of.columns.get(*own)?, target.columns.get(*theirs)?));
        if whole { own.iter().zip(theirs).map(pair).collect() } else { None }
    }

    /// Whether a row may have several rows of it.
    pub const fn to_many(&self) -> bool {
        matches!(self.kind, RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. })
    }

    /// How many rows one row has of it in an answer at most, unless the request says otherwise.
    pub fn most(&self) -> u32 {
        if !self.to_many() {
            return 1;
        }
        self.limit.unwrap_or(USUAL_LIMIT).min(self.target().max_page_size)
    }
}

impl ResourceSpec {
    /// The relations whose rows a body may hold that makes a row.
    pub fn written(&self) -> impl Iterator<Item = &'static RelationSpec> + use<> {
        self.relations.iter().filter(|relation| relation.write)
    }

    /// The relation of this name.
    pub fn relation(&self, name: &str) -> Option<&'static RelationSpec> {
        self.relations.iter().find(|relation| relation.name == name)
    }

    /// All resources whose rows can stand in an answer with rows of this one, or decide whether others do; each once, and not this one unless
    /// a relation leads back to it. A filter of what a path ends at may go by one more relation, to a row that is computed from those of another.
    pub fn related(&self) -> Vec<&'static Self> {
        let mut known: Vec<&'static Self> = Vec::new();
        let mut new: Vec<&'static RelationSpec> = self.relations.iter().collect();
        for _ in 0..DEEPEST_RELATION + 2 {
            let mut next = Vec::new();
            for relation in new {
                for resource in [Some(relation.target()), relation.through()].into_iter().flatten() {
                    if !known.iter().any(|there| std::ptr::eq(*there, resource)) {
                        known.push(resource);
                    }
                }
                next.extend(relation.target().relations);
            }
            // A graph has few resources, but many ways between them.
            next.sort_unstable_by_key(|relation| std::ptr::from_ref(*relation).addr());
            next.dedup_by_key(|relation| std::ptr::from_ref(*relation).addr());
            new = next;
        }
        known
    }
}

/// The names of the query that policy functions read which decide about related rows; `None` when there are no such functions.
pub(crate) fn policies_read(resource: &ResourceSpec) -> Option<Vec<&'static str>> {
    let related = resource.related();
    let mut names = Vec::new();
    for other in &related {
        other.for_each_taken(Action::Read, &mut |argument| names.extend(argument.query_names()));
    }
    related.iter().any(|other| !other.asked(Action::Read).is_empty()).then_some(names)
}

/// Why a relation cannot hold, in words for the developer; `None` when it can. `of` declares it.
pub(crate) fn fault(of: &ResourceSpec, relation: &RelationSpec) -> Option<String> {
    let (target, name) = (relation.target(), format!("{}.{}", of.name, relation.name));
    let field = |column: &usize| target.columns.get(*column).map(|column| column.field);
    if let RelationKind::HasOne { columns } = &relation.kind
        && !target.tells_apart(columns)
    {
        let (other, fields) = (target.name, columns.iter().filter_map(field).collect::<Vec<_>>());
        return Some(match fields.as_slice() {
            [field] => format!(
                "{name} is one row of {other} by `{field}`, which several rows may share: write `#[resource(unique)]` on it, or `has_many`"
            ),
            several => {
                let several = several.join(", ");
                format!(
                    "{name} is one row of {other} by `{several}`, which several rows may share: write `unique({several})` on {other}, or `has_many`"
                )
            }
        });
    }
    let readable = |of: &ResourceSpec| {
        [Operation::List, Operation::Get, Operation::Update, Operation::Delete].iter().any(|one| of.has(*one))
    };
    if let Some(other) = [Some(target), relation.through()].into_iter().flatten().find(|other| !readable(other)) {
        let other = other.name;
        return Some(format!(
            "{name} leads to {other}, which has no decision on who may read it: add `list` or `get` to the `operations(…)` of {other}"
        ));
    }
    let goes_by: Vec<(&ResourceSpec, usize)> = match &relation.kind {
        RelationKind::BelongsTo { .. } => Vec::new(),
        RelationKind::HasOne { columns } | RelationKind::HasMany { columns } => columns.iter().map(|at| (target, *at)).collect(),
        RelationKind::ManyToMany { through, mine, theirs } => vec![(through(), *mine), (through(), *theirs)],
    };
    let unseen = |(of, at): &(&ResourceSpec, usize)| {
        of.columns.get(*at).filter(|column| !column.readable()).map(|column| (of.name, column.field))
    };
    if let Some((other, field)) = goes_by.iter().find_map(unseen) {
        return Some(format!(
            "{name} would tell what `{field}` of {other} holds, which is in no answer: remove `hidden` or `write_only` from it, or the relation"
        ));
    }
    if relation.filter && !target.columns.iter().any(|column| column.filter && column.readable()) {
        return Some(format!(
            "{name} has `filter`, and lists of {0} are filtered by nothing: write `#[resource(filter)]` on fields of {0}",
            target.name
        ));
    }
    if relation.lends_order && (0..target.columns.len()).all(|column| !target.is_sortable(column)) {
        return Some(format!(
            "{name} has `sort`, and lists of {0} are sorted by nothing: write `#[resource(sort)]` on fields of {0}",
            target.name
        ));
    }
    if relation.nested && !target.has(Operation::List) && !target.has(Operation::Create) {
        let other = target.name;
        return Some(format!(
            "{name} is nested, and {other} has neither `list` nor `create` among its operations: add one, or remove `nested`"
        ));
    }
    let settable = |column: &ColumnSpec| column.creatable() || column.generated == Generated::Owner;
    let columns = relation.their_columns();
    let set = !columns.is_empty() && columns.iter().all(|column| target.columns.get(*column).is_some_and(settable));
    if relation.write && !(target.has(Operation::Create) && set) {
        let other = target.name;
        return Some(format!(
            "{name} is written with its row, and no body makes rows of {other} that refer to one: remove `write`"
        ));
    }
    let most = target.max_page_size;
    match relation.limit {
        Some(limit) if limit > most => Some(format!("{name} has {limit} rows, and {} answers {most} at most", target.name)),
        _ => None,
    }
}
