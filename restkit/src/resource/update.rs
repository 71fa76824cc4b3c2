//! Changing rows.

use super::{Access, Failure, Operations, Precondition, access::follows, create, error, hooks::Write};
use crate::{
    db::Row,
    input::{self, Members},
    problem::Problem,
    query::evaluate,
    spec::{Expr, Generated, Value},
};

/// A change on its way.
pub(super) struct Change<'a> {
    pub(super) access: &'a Access<'a>,
    pub(super) key: &'a [Value],
    /// The rows that the caller sees and may change.
    pub(super) scope: Expr,
    /// Whether a policy looks at a column that is set, so that the new row may be outside of the scope.
    pub(super) leaves_scope: bool,
    /// The columns to be set, and their values.
    pub(super) set: Vec<(usize, Value)>,
    /// Those of them that refer to other rows.
    pub(super) references: Vec<(usize, Value)>,
    /// Whether the row is to be answered.
    pub(super) returning: bool,
}

impl Operations {
    /// Sets the members of a patch (see [`crate::input::patch`]) on one row and answers the row. A patch without members answers the
    /// row as it is.
    ///
    /// # Errors
    /// As [`Operations::update`].
    pub async fn update_returning(
        &self,
        access: &Access<'_>,
        key: &[Value],
        members: Members,
        precondition: &Precondition,
    ) -> Result<Row, Problem> {
        self.change(access, key, members, precondition, true).await?.ok_or_else(error::not_found)
    }

    /// Sets the members of a patch on one row, and does not read what it is then.
    ///
    /// # Errors
    /// 404 when the caller sees no such row, 403 when they see it but may not change it or not in this way, 412 when it has another
    /// version, 409 when the new row is in conflict with others, 422 when it breaks a rule of the whole struct, 503 when the database is away.
    pub async fn update(
        &self,
        access: &Access<'_>,
        key: &[Value],
        members: Members,
        precondition: &Precondition,
    ) -> Result<(), Problem> {
        self.change(access, key, members, precondition, false).await.map(drop)
    }

    async fn change(
        &self,
        access: &Access<'_>,
        key: &[Value],
        members: Members,
        precondition: &Precondition,
        returning: bool,
    ) -> Result<Option<Row>, Problem> {
        let mut set: Vec<(usize, Value)> =
            members.into_iter().enumerate().filter_map(|(index, member)| member.map(|value| (index, value))).collect();
        let unchanged = set.is_empty();
        if let Some(hooks) = self.hooks().filter(|_| !unchanged) {
            return self.hooked(hooks, access, Write::Update { key, set, precondition }).await.map(|mut rows| rows.pop());
        }
        let leaves_scope = access.leaves_scope(self.resource(), &set);
        let looks_first = leaves_scope || !self.resource().rules.is_empty() || self.compares_first(precondition);
        if !unchanged {
            self.stamp(&mut set);
        }
        let references = self.references(&set);
        let change = &Change { access, key, scope: access.scope(), leaves_scope, set, references, returning };
        self.retrying(|| async move {
            if unchanged {
                self.unchanged(change, precondition).await.map(Some)
            } else if looks_first {
                self.together(async |inside, _| inside.checked_update(change, precondition).await).await
            } else if self.answers_itself() || (self.resource().managed && !returning) {
                self.plain_update(change, precondition).await
            } else {
                self.together(async |inside, _| inside.plain_update(change, precondition).await).await
            }
        })
        .await
    }

    /// Sets when the row was changed, where nobody said so.
    pub(super) fn stamp(&self, set: &mut Vec<(usize, Value)>) {
        let now = create::now();
        for (index, column) in self.resource().columns.iter().enumerate() {
            if column.generated == Generated::UpdatedAt && !set.iter().any(|(other, _)| *other == index) {
                set.push((index, create::moment(now, column.data_type.kind)));
            }
        }
    }

    /// The row as a change leaves it, when the rules of the whole struct hold and it is still in the scope, if one is given.
    pub(super) fn changed_row(
        &self,
        mut row: Vec<Value>,
        set: &[(usize, Value)],
        scope: Option<&Expr>,
    ) -> Result<Vec<Value>, Problem> {
        for (index, value) in set {
            if let Some(old) = row.get_mut(*index) {
                *old = value.clone();
            }
        }
        input::row_rules(self.resource(), &row)?;
        // What the database computes from what is set is not known yet.
        let outside = |scope: &Expr| follows(scope, self.resource(), set) || evaluate(scope, &row) != Some(true);
        if scope.is_some_and(outside) {
            return Err(error::denied());
        }
        Ok(row)
    }

    async fn unchanged(&self, change: &Change<'_>, precondition: &Precondition) -> Result<Row, Failure> {
        let row =
            self.executor.read_by_key(self.resource(), self.plan.get(change.key, &change.scope, &change.access.gathered)).await?;
        let Some(row) = row else { return Err(self.missed(change.access, change.key, None).await?) };
        if *precondition != Precondition::Any && !precondition.allows(self.plan.version(&row)?) {
            return Err(error::other_version().into());
        }
        Ok(row)
    }

    /// One statement decides and does everything.
    pub(super) async fn plain_update(&self, change: &Change<'_>, precondition: &Precondition) -> Result<Option<Row>, Failure> {
        let Change { access, key, scope, .. } = change;
        let version = self.version_meant(access, key, scope, precondition).await?;
        let set = change.set.clone();
        // Only the rows that it answers tell whether a view was changed.
        let written = if change.returning || !self.resource().managed {
            let written = self.executor.fetch_optional(self.plan.update_returning(key, scope, set, version)).await;
            written.map(|row| (row.is_some(), row))
        } else {
            self.executor.execute(self.plan.update(key, scope, set, version)).await.map(|changed| (changed > 0, None))
        };
        match written {
            Ok((false, _)) => Err(self.missed(access, key, version).await?),
            Ok((true, Some(row))) if change.returning => self.written(access, row).await.map(Some),
            Ok(_) => Ok(None),
            Err(error) => Err(self.of_write(error, &change.references, Some(key)).await),
        }
    }

    /// Looks at the row before it is changed: its version, the rules of the whole struct, and whether the caller still sees it then and may
    /// change it.
    async fn checked_update(&self, change: &Change<'_>, precondition: &Precondition) -> Result<Option<Row>, Failure> {
        let locked = self.locked(change.access, change.key, &change.scope, precondition).await?;
        let scope = change.leaves_scope.then_some(&change.scope);
        self.changed_row(self.plan.locked_values(&locked)?, &change.set, scope)?;
        // The row is locked, and nobody else gives it another version.
        self.plain_update(change, &Precondition::Any).await
    }
}
