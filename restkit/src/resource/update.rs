//! Changing rows.

use super::{Access, Failure, Operations, Precondition, create, error, hooks::Write};
use crate::{
    db::{Executor, Row, Tx},
    input::{self, Members},
    problem::Problem,
    query::evaluate,
    spec::{Expr, Generated, Value},
};

/// A change on its way.
struct Change<'a> {
    access: &'a Access<'a>,
    key: &'a Value,
    /// The rows that the caller sees and may change.
    scope: Expr,
    /// Whether a policy looks at a column that is set, so that the new row may be outside of the scope.
    leaves_scope: bool,
    /// The columns to be set, and their values.
    set: Vec<(usize, Value)>,
    references: Vec<(usize, Value)>,
}

impl Operations {
    /// Sets the members of a patch (see [`crate::input::patch`]) on one row and answers the row. A patch without members answers the
    /// row as it is.
    ///
    /// # Errors
    /// 404 when the caller sees no such row, 403 when they see it but may not change it or not in this way, 412 when it has another
    /// version, 409 when the new row is in conflict with others, 422 when it breaks a rule of the whole struct, 503 when the database is away.
    pub async fn update(
        &self,
        access: &Access<'_>,
        key: &Value,
        members: Members,
        precondition: &Precondition,
    ) -> Result<Row, Problem> {
        let mut set: Vec<(usize, Value)> =
            members.into_iter().enumerate().filter_map(|(index, member)| member.map(|value| (index, value))).collect();
        let unchanged = set.is_empty();
        if let Some(hooks) = self.hooks().filter(|_| !unchanged) {
            let made = self.hooked(hooks, access, Write::Update { key, set, precondition }).await?.pop();
            return made.ok_or_else(error::not_found);
        }
        let leaves_scope = access.leaves_scope(&set);
        let looks_first = !unchanged && (leaves_scope || !self.resource().rules.is_empty());
        if !unchanged {
            self.stamp(&mut set);
        }
        let references = self.references(&set);
        let change = &Change { access, key, scope: access.scope(), leaves_scope, set, references };
        self.retrying(|| async move {
            let version = self.version_meant(key, &change.scope, precondition).await?;
            if unchanged {
                self.unchanged(change, version).await
            } else if looks_first {
                self.checked_update(change, version).await
            } else {
                self.plain_update(change, version).await
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
        if scope.is_some_and(|scope| evaluate(scope, &row) != Some(true)) {
            return Err(error::denied());
        }
        Ok(row)
    }

    async fn unchanged(&self, change: &Change<'_>, version: Option<i64>) -> Result<Row, Failure> {
        let row = self.executor.read_by_key(self.resource(), self.plan.get(change.key, &change.scope)).await?;
        match row {
            Some(row) if version.is_none_or(|version| self.plan.version(&row).is_ok_and(|now| now == version)) => Ok(row),
            _ => Err(self.missed(change.access, change.key, version).await?),
        }
    }

    /// One statement decides and does everything.
    async fn plain_update(&self, change: &Change<'_>, version: Option<i64>) -> Result<Row, Failure> {
        let statement = self.plan.update(change.key, &change.scope, change.set.clone(), version);
        match self.executor.fetch_optional(statement).await {
            Ok(Some(row)) => Ok(row),
            Ok(None) => Err(self.missed(change.access, change.key, version).await?),
            Err(error) => Err(self.of_write(error, &change.references).await),
        }
    }

    /// Looks at the new row before it is written: rules of the whole struct, and whether the caller still sees it and may change it.
    async fn checked_update(&self, change: &Change<'_>, version: Option<i64>) -> Result<Row, Failure> {
        let db = match &self.executor {
            Executor::Db(db) => db,
            Executor::Tx(tx) => {
                return match self.update_in(tx, change, version).await {
                    Ok(Some(row)) => Ok(row),
                    Ok(None) => Err(self.missed(change.access, change.key, version).await?),
                    Err(InTransaction::Failure(failure)) => Err(failure),
                    Err(InTransaction::Constraint(error)) => Err(self.of_write(error, &change.references).await),
                };
            }
        };
        let tx = db.begin().await?;
        let written = self.update_in(&tx, change, version).await;
        match written {
            Ok(Some(row)) => {
                tx.commit().await?;
                Ok(row)
            }
            Ok(None) => {
                tx.rollback().await?;
                Err(self.missed(change.access, change.key, version).await?)
            }
            Err(InTransaction::Failure(failure)) => {
                // It is rolled back when it is dropped, too; the failure says more than a second error would.
                let _ = tx.rollback().await;
                Err(failure)
            }
            Err(InTransaction::Constraint(error)) => {
                // Which reference is at fault is asked on another connection, after this one has let go of the row.
                let _ = tx.rollback().await;
                Err(self.of_write(error, &change.references).await)
            }
        }
    }

    async fn update_in(&self, tx: &Tx, change: &Change<'_>, version: Option<i64>) -> Result<Option<Row>, InTransaction> {
        let locked = tx.fetch_optional(self.plan.lock(change.key, &change.scope)).await.map_err(InTransaction::Constraint)?;
        let Some(locked) = locked else { return Ok(None) };
        if version.is_some_and(|version| self.plan.version(&locked).is_ok_and(|now| now != version)) {
            return Ok(None);
        }
        let row = self.plan.locked_values(&locked).map_err(|error| InTransaction::Failure(error.into()))?;
        let scope = change.leaves_scope.then_some(&change.scope);
        self.changed_row(row, &change.set, scope).map_err(|problem| InTransaction::Failure(problem.into()))?;
        let statement = self.plan.update(change.key, &change.scope, change.set.clone(), version);
        tx.fetch_optional(statement).await.map_err(InTransaction::Constraint)
    }
}

/// Why a change came to nothing inside its transaction.
enum InTransaction {
    Failure(Failure),
    /// An error of the database, perhaps a broken constraint.
    Constraint(crate::db::DbError),
}
