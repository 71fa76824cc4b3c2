//! Making a row together with rows of its relations.

use super::{Above, Access, Failure, Operations, error};
use crate::{
    db::Row,
    input::{self, Members},
    problem::Problem,
    spec::{Action, Expr, RelationKind, RelationSpec, Value},
};

/// New rows of a relation of a new row.
#[derive(Debug)]
pub struct NewRows<'a> {
    /// The relation.
    pub relation: &'static RelationSpec,
    /// The permission to make them.
    pub access: Access<'a>,
    /// What they hold, but for the key of the row that they belong to.
    pub rows: Vec<Members>,
}

impl Operations {
    /// The permission to make rows of a relation.
    ///
    /// # Errors
    /// 401 or 403 when the caller may make none; else what a policy function, or what it takes, answers instead.
    pub async fn access_of_rows<'a>(&self, access: &Access<'a>, relation: &RelationSpec) -> Result<Access<'a>, Problem> {
        match access.caller {
            Some(caller) => self.beside(relation.target()).access_of(caller, Action::Create).await,
            None => Ok(Access::system()),
        }
    }

    /// Makes a row and these of its relations, or nothing.
    ///
    /// # Errors
    /// As [`Operations::create`], of each row; faults say in which it is.
    pub async fn create_whole(&self, access: &Access<'_>, members: Members, inside: &[NewRows<'_>]) -> Result<Row, Problem> {
        if inside.iter().all(|one| one.rows.is_empty()) {
            return self.create(access, members).await;
        }
        let members = &members;
        self.retrying(|| self.together(async |whole, _| whole.create_each_of(access, members, inside).await)).await
    }

    async fn create_each_of(&self, access: &Access<'_>, members: &Members, inside: &[NewRows<'_>]) -> Result<Row, Failure> {
        let row = self.create(access, members.clone()).await?;
        let key = self.plan.key(&row).map_err(error::internal)?;
        // What is computed from the rows that are made with it changes with each of them.
        let mut changed = self.gathers();
        for NewRows { relation, access, rows } in inside {
            let other = self.beside(relation.target());
            let (RelationKind::HasMany { columns } | RelationKind::HasOne { columns }) = relation.kind else { continue };
            let above = Above { resource: self.resource(), columns, key: key.clone() };
            for (index, members) in rows.iter().enumerate() {
                let made = other.create_below(access, &above, members.clone()).await;
                made.map_err(|problem| error::of_member(relation.name, error::of_row(index, problem)))?;
            }
            // Their hooks and triggers may have changed the row that they belong to.
            changed |= other.hooks().is_some() || !other.resource().managed;
        }
        if !changed {
            return Ok(row);
        }
        let now = self.executor.fetch_optional(self.plan.get(&key, &Expr::Constant(true), &access.gathered)).await?;
        Ok(now.unwrap_or(row))
    }

    async fn create_below(&self, access: &Access<'_>, above: &Above, mut members: Members) -> Result<Row, Problem> {
        self.belong(access, above, &mut members)?;
        if !self.resource().rules.is_empty() {
            let values: Vec<Value> = members.iter().map(|member| member.clone().unwrap_or(Value::Null)).collect();
            input::row_rules(self.resource(), &values)?;
        }
        self.create(access, members).await
    }
}
