//! Related rows in an answer: one statement for each relation of the request, whatever the number of rows.

use std::{collections::HashMap, sync::Arc};

use futures_util::future::BoxFuture;
use http::StatusCode;
use uuid::Uuid;

use super::{Access, Operations, error};
use crate::{
    db::{Executor, Row, write_json_text},
    input::Include,
    problem::Problem,
    query::{Link, Plan, RelatedLimit, RelatedQuery, Seen, Selection},
    spec::{Action, Expr, KeyValues, Permitted, RelationKind, RelationSpec, ResourceSpec, SortKey, Value},
};

/// The rows that a caller may see of the resources that a request includes; each decided once.
#[derive(Debug, Default)]
pub struct Visible(Vec<(&'static ResourceSpec, Expr, Permitted)>);

impl Visible {
    fn of(&self, resource: &'static ResourceSpec) -> Expr {
        self.find(resource).map_or(Expr::Constant(false), |(_, rows, _)| rows.clone())
    }

    /// What was decided of the relations of a resource that an order goes by.
    pub(super) fn ordering(&self, resource: &ResourceSpec, sort: &[SortKey]) -> Vec<(usize, Expr, Seen)> {
        let decided = |by: usize| {
            let target = resource.relations.get(by)?.target();
            Some((by, self.of(target), self.gathered(target)))
        };
        sort.iter().filter_map(|key| key.by.and_then(decided)).collect()
    }

    /// What the columns of a resource are computed from that are computed from other rows.
    pub(super) fn gathered(&self, resource: &ResourceSpec) -> Seen {
        Seen::of(resource, 0..resource.columns.len(), &|other| self.of(other))
    }

    /// The condition on rows of a resource with what was decided of the rows that it looks at.
    pub(super) fn seeing(&self, resource: &ResourceSpec, mut condition: Expr) -> Expr {
        condition.see(resource, &|other| self.of(other));
        condition
    }

    /// The columns of it; nothing where it was not decided.
    fn columns_of(&self, resource: &'static ResourceSpec) -> Option<Permitted> {
        self.find(resource).map(|(.., permitted)| permitted.clone())
    }

    fn find(&self, resource: &'static ResourceSpec) -> Option<&(&'static ResourceSpec, Expr, Permitted)> {
        self.0.iter().find(|(known, ..)| std::ptr::eq(*known, resource))
    }
}

/// A relation, which of its rows are asked for, their order, and how many one row has.
#[derive(Debug)]
pub(super) struct Ordered {
    pub(super) relation: &'static RelationSpec,
    pub(super) filter: Expr,
    pub(super) sort: Vec<SortKey>,
    pub(super) limit: RelatedLimit,
}

/// The rows that others lead to by one relation.
#[derive(Debug)]
struct Included {
    relation: &'static RelationSpec,
    selection: Arc<Selection>,
    /// The columns that the caller sees.
    permitted: Permitted,
    rows: Vec<Row>,
    /// Of each row that leads here, those of `rows` that are its own.
    of: Vec<Vec<usize>>,
    inside: IncludedRows,
}

/// What is included in rows.
#[derive(Debug, Default)]
pub struct IncludedRows(Vec<Included>);

impl Operations {
    /// Decides what the caller may see of everything that is included, or that a filter (also one of what is included), an order or one of the columns
    /// looks at that are shown, all of them where nothing is said. Where they may see nothing of a resource, there is
    /// nothing of it: that is no error, as little as a row that they may not see.
    ///
    /// # Errors
    /// What a policy function, or what it takes, answers instead.
    pub async fn visible(
        &self,
        access: &Access<'_>,
        include: &[Include],
        filter: &Expr,
        sort: &[SortKey],
        shown: Option<&[usize]>,
    ) -> Result<Visible, Problem> {
        let own = self.resource();
        let mut relations: Vec<&'static RelationSpec> = Vec::new();
        for key in sort {
            let lent = key.by.and_then(|by| own.relations.get(by));
            relations.extend(lent);
            relations.extend(lent.map_or(own, RelationSpec::target).gathers(key.column));
        }
        filter.for_each_unseen(own, &mut |relation| relations.push(relation));
        match shown {
            Some(shown) => {
                let read = shown.iter().flat_map(|column| std::iter::once(column).chain(own.inputs(*column)));
                relations.extend(read.filter_map(|column| own.gathers(*column)));
            }
            None => relations.extend(own.gathering()),
        }
        let mut left: Vec<&Include> = include.iter().collect();
        while let Some(one) = left.pop() {
            left.extend(&one.inside);
            relations.push(one.relation);
            relations.extend(one.relation.target().gathering());
            one.filter.for_each_unseen(one.relation.target(), &mut |relation| relations.push(relation));
        }
        let mut resources: Vec<&'static ResourceSpec> = Vec::new();
        for relation in relations {
            for resource in [Some(relation.target()), relation.through()].into_iter().flatten() {
                if !resources.iter().any(|known| std::ptr::eq(*known, resource)) {
                    resources.push(resource);
                }
            }
        }
        if resources.is_empty() {
            return Ok(Visible::default());
        }
        // In a box: most requests look at one resource, and it would make the futures of all of them larger.
        Box::pin(self.decide(access, resources)).await
    }

    /// What the caller may see of these resources.
    async fn decide(&self, access: &Access<'_>, resources: Vec<&'static ResourceSpec>) -> Result<Visible, Problem> {
        let mut visible = Visible::default();
        for resource in resources {
            let rows = match access.caller {
                None => Expr::Constant(true),
                Some(caller) => match self.beside(resource).access_of(caller, Action::Read).await {
                    Ok(access) => access.read,
                    Err(problem) if is_denial(&problem) => Expr::Constant(false),
                    Err(problem) => return Err(problem),
                },
            };
            visible.0.push((resource, rows, access.permitted_of(resource)));
        }
        Ok(visible)
    }

    /// Reads what is included in these rows.
    ///
    /// # Errors
    /// 503 when the database is away.
    pub async fn include(
        &self,
        rows: &[Row],
        selection: &Selection,
        include: &[Include],
        visible: &Visible,
    ) -> Result<IncludedRows, Problem> {
        let mut included = Vec::with_capacity(include.len());
        for one in include {
            included.push(self.include_one(rows, selection, one, visible).await?);
        }
        Ok(IncludedRows(included))
    }

    /// The columns that lead to what is included.
    pub(super) fn leading(&self, include: &[Include]) -> Vec<usize> {
        let keys = self.resource().keys.iter().copied();
        let own = include.iter().flat_map(|one| one.relation.own_columns()).copied();
        if include.is_empty() { Vec::new() } else { own.chain(keys).collect() }
    }

    fn include_one<'a>(
        &'a self,
        rows: &'a [Row],
        selection: &'a Selection,
        include: &'a Include,
        visible: &'a Visible,
    ) -> BoxFuture<'a, Result<Included, Problem>> {
        Box::pin(async move {
            let other = self.beside(include.relation.target());
            let mine = include.relation.leading(self.resource());
            let of_row = |row| mine.iter().map(|column| selection.value(row, *column)).collect::<Result<KeyValues, _>>();
            let leading: Result<Vec<KeyValues>, _> = rows.iter().map(of_row).collect();
            let limit = match include.relation.to_many() {
                false => RelatedLimit::None,
                true if include.limit == include.relation.most() => RelatedLimit::Fixed(include.limit),
                true => RelatedLimit::Asked(include.limit),
            };
            let order = Ordered { relation: include.relation, filter: include.filter.clone(), sort: include.sort.clone(), limit };
            let (found, of) = self.related(&other, leading.map_err(error::internal)?, order, visible).await?;
            let selection = other.plan.selection(None, &[], false);
            let inside = other.include(&found, &selection, &include.inside, visible).await?;
            // What was not decided has no rows either.
            let permitted = visible.columns_of(other.resource()).unwrap_or(Permitted::ALL);
            Ok(Included { relation: include.relation, selection, permitted, rows: found, of, inside })
        })
    }

    /// The operations of another resource in the same place.
    pub(super) fn beside(&self, resource: &'static ResourceSpec) -> Self {
        let plan = Plan::shared(self.executor.db(), resource);
        Self { executor: self.executor.clone(), replica: self.replica.clone(), plan }
    }

    /// The same for the program itself: rows have all their columns.
    pub(super) fn beside_with_all_columns(&self, resource: &'static ResourceSpec) -> Self {
        let plan = Plan::shared_of_all_columns(self.executor.db(), resource);
        Self { executor: self.executor.clone(), replica: self.replica.clone(), plan }
    }

    /// The rows that these values lead to, and which are whose.
    pub(super) async fn related(
        &self,
        other: &Self,
        values: Vec<KeyValues>,
        order: Ordered,
        visible: &Visible,
    ) -> Result<(Vec<Row>, Vec<Vec<usize>>), Problem> {
        let Ordered { relation, filter, sort, limit } = order;
        let scope = visible.of(other.resource()).and(visible.seeing(other.resource(), filter));
        let link = match relation.kind {
            RelationKind::BelongsTo { .. } => Link::Columns(other.resource().keys.into()),
            RelationKind::HasOne { columns } | RelationKind::HasMany { columns } => Link::Columns((&*columns).into()),
            RelationKind::ManyToMany { through, mine, theirs } => {
                Link::Through { links: through(), mine, theirs, scope: visible.of(through()) }
            }
        };
        let mut groups: HashMap<RowKey, Vec<usize>> = HashMap::new();
        let mut keys = Vec::new();
        let mut leading = Vec::with_capacity(values.len());
        for key in values {
            let known = RowKey::of(&key);
            if let Some(known) = &known
                && !groups.contains_key(known)
            {
                groups.insert(known.clone(), Vec::new());
                keys.push(key);
            }
            leading.push(known);
        }
        let hidden = scope == Expr::Constant(false) || matches!(&link, Link::Through { scope: Expr::Constant(false), .. });
        if keys.is_empty() || hidden {
            return Ok((Vec::new(), vec![Vec::new(); leading.len()]));
        }
        let query = RelatedQuery { keys, link, scope, gathered: visible.gathered(other.resource()), sort, limit };
        let reader: &Executor = other.reader();
        let found = reader.fetch_all(other.plan.related(&query)).await.map_err(error::of_read)?;
        for (index, row) in found.iter().enumerate() {
            let key = other.plan.related_key(row, &query.link).map_err(error::internal)?;
            if let Some(group) = RowKey::of(&key).and_then(|key| groups.get_mut(&key)) {
                group.push(index);
            }
        }
        let of = leading.into_iter().map(|key| key.and_then(|key| groups.get(&key).cloned()).unwrap_or_default()).collect();
        Ok((found, of))
    }
}

impl IncludedRows {
    /// Appends a row as a JSON object, with what is included in it; it is the one at `index` of the rows that were given to
    /// [`Operations::include`]. `permitted` are the columns that the caller sees.
    ///
    /// # Errors
    /// 500 when a stored value is not of its type.
    pub fn write_json(
        &self,
        row: &Row,
        index: usize,
        selection: &Selection,
        permitted: &Permitted,
        out: &mut Vec<u8>,
    ) -> Result<(), Problem> {
        let written = if permitted.sees_all() {
            selection.write_json(row, out)
        } else {
            selection.write_part(row, |column| permitted.sees(column), out)
        };
        written.map_err(error::internal)?;
        self.write_members(index, out)
    }

    /// Adds what is included in the row at `index` to its JSON object, which ends here.
    ///
    /// # Errors
    /// 500 when a stored value is not of its type.
    pub fn write_members(&self, index: usize, out: &mut Vec<u8>) -> Result<(), Problem> {
        if self.0.is_empty() {
            return Ok(());
        }
        // The members come before the brace that ends the row.
        out.pop();
        for one in &self.0 {
            if out.last() != Some(&b'{') {
                out.push(b',');
            }
            write_json_text(one.relation.name, out);
            out.push(b':');
            one.write(index, out)?;
        }
        out.push(b'}');
        Ok(())
    }
}

impl Included {
    /// Appends the rows of the one at `index`: an array, or an object or null.
    fn write(&self, index: usize, out: &mut Vec<u8>) -> Result<(), Problem> {
        let own = self.of.get(index).map(Vec::as_slice).unwrap_or_default();
        if !self.relation.to_many() {
            return match own.first().and_then(|at| Some((*at, self.rows.get(*at)?))) {
                Some((at, row)) => self.inside.write_json(row, at, &self.selection, &self.permitted, out),
                None => {
                    out.extend_from_slice(b"null");
                    Ok(())
                }
            };
        }
        out.push(b'[');
        for (place, (at, row)) in own.iter().filter_map(|at| Some((*at, self.rows.get(*at)?))).enumerate() {
            if place > 0 {
                out.push(b',');
            }
            self.inside.write_json(row, at, &self.selection, &self.permitted, out)?;
        }
        out.push(b']');
        Ok(())
    }
}

/// Whether a problem says that the caller may not see something: a policy function has words of its own for that.
fn is_denial(problem: &Problem) -> bool {
    matches!(problem.kind().status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

/// A key to find rows by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum RowKey {
    Integer(i64),
    Uuid(Uuid),
    Text(String),
    Several(Vec<Self>),
}

impl RowKey {
    /// `None` where a part is null, which leads nowhere.
    fn of(key: &[Value]) -> Option<Self> {
        match key {
            [alone] => Self::part(alone),
            parts => parts.iter().map(Self::part).collect::<Option<_>>().map(Self::Several),
        }
    }

    fn part(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Integer(key) => Some(Self::Integer(*key)),
            Value::Uuid(key) => Some(Self::Uuid(*key)),
            Value::Text(key) => Some(Self::Text(key.clone())),
            // Dates and times: a text in JSON, too.
            other => Some(Self::Text(other.to_json().to_string())),
        }
    }
}
