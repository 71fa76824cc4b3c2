//! Making rows.

use std::sync::Arc;

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use uuid::Uuid;

use super::{Access, Failure, Operations, error, hooks::Write};
use crate::{
    auth::{credentials_needed, owner_value},
    db::{DbError, Executor, Row, Statement},
    input::Members,
    problem::Problem,
    spec::{Generated, Kind, Value},
};

impl Operations {
    /// Makes a row from the members of a create body (see [`crate::input::create`]).
    ///
    /// Every value but an identity key is known before the statement, so the policy is evaluated on the row as it will be, and one
    /// statement does the work.
    ///
    /// # Errors
    /// 401 or 403 when the caller may not make this row, 409 when it is in conflict with others, 503 when the database is away.
    pub async fn create(&self, access: &Access<'_>, members: Members) -> Result<Row, Problem> {
        let row = self.permitted_row(access, members)?;
        if let Some(hooks) = self.hooks() {
            let made = self.hooked(hooks, access, Write::Create(row)).await?.pop();
            return made.ok_or_else(|| error::internal(DbError::Check { constraint: None }));
        }
        let (statement, references) = &self.insertion(row);
        self.retrying(|| async move {
            match self.executor.fetch_optional(statement.clone()).await {
                Ok(Some(row)) => Ok(row),
                Ok(None) => Err(Failure::Problem(error::internal(DbError::Check { constraint: None }))),
                Err(error) => Err(self.of_write(error, references).await),
            }
        })
        .await
    }

    /// Makes all these rows, or none. A fault says of which row it is.
    pub(super) async fn create_all(&self, access: &Access<'_>, rows: &[Members]) -> Result<Vec<Row>, Problem> {
        if let Some(hooks) = self.hooks() {
            let permitted = |(index, members): (usize, &Members)| {
                self.permitted_row(access, members.clone()).map_err(|problem| error::of_row(index, problem))
            };
            let rows = rows.iter().enumerate().map(permitted).collect::<Result<_, _>>()?;
            return self.hooked(hooks, access, Write::CreateAll(rows)).await;
        }
        let Executor::Db(db) = &self.executor else { return self.create_each(access, rows).await };
        self.retrying(|| async move {
            let transaction = db.begin().await?;
            let inside = Self { executor: (&transaction).into(), plan: Arc::clone(&self.plan) };
            match inside.create_each(access, rows).await {
                Ok(rows) => {
                    transaction.commit().await?;
                    Ok(rows)
                }
                Err(_) if transaction.met_another() => Err(Failure::Again),
                Err(problem) => Err(problem.into()),
            }
        })
        .await
    }

    async fn create_each(&self, access: &Access<'_>, rows: &[Members]) -> Result<Vec<Row>, Problem> {
        let mut made = Vec::with_capacity(rows.len());
        for (index, members) in rows.iter().enumerate() {
            made.push(self.create(access, members.clone()).await.map_err(|problem| error::of_row(index, problem))?);
        }
        Ok(made)
    }

    /// The values of a new row that the caller may make.
    fn permitted_row(&self, access: &Access<'_>, members: Members) -> Result<Vec<Value>, Problem> {
        let row = self.new_row(access, members)?;
        access.permits(&row)?;
        Ok(row)
    }

    /// The column whose value only the database makes.
    pub(super) fn identity_key(&self) -> Option<usize> {
        let key = self.resource().key_column();
        (key.data_type.kind != Kind::Uuid && key.generated == Generated::Key).then_some(self.resource().key)
    }

    /// The statement that makes a row, and the values in it that refer to other rows.
    pub(super) fn insertion(&self, row: Vec<Value>) -> (Statement, Vec<(usize, Value)>) {
        let identity = self.identity_key();
        let values: Vec<(usize, Value)> = row.into_iter().enumerate().filter(|(index, _)| Some(*index) != identity).collect();
        let references = self.references(&values);
        (self.plan.insert(values), references)
    }

    /// The values of all columns of a new row; an identity key is null until the database makes it.
    fn new_row(&self, access: &Access<'_>, members: Members) -> Result<Vec<Value>, Problem> {
        let resource = self.resource();
        let now = now();
        let mut row = Vec::with_capacity(resource.columns.len());
        for (column, member) in resource.columns.iter().zip(members) {
            // Only the program itself sets what is otherwise generated.
            if let Some(member) = member {
                row.push(member);
                continue;
            }
            row.push(match column.generated {
                Generated::No => Value::Null,
                Generated::Key if column.data_type.kind == Kind::Uuid => Value::Uuid(Uuid::now_v7()),
                Generated::Key => Value::Null,
                Generated::Owner => match access.caller.map_or(Ok(None), |caller| owner_value(resource, caller))? {
                    Some(owner) => owner,
                    None if column.data_type.nullable => Value::Null,
                    // `public` lets anybody in, but a row that needs an owner needs somebody to own it.
                    None => return Err(credentials_needed()),
                },
                Generated::CreatedAt | Generated::UpdatedAt => moment(now, column.data_type.kind),
            });
        }
        Ok(row)
    }
}

/// The time of day as databases keep it: to the microsecond.
pub(super) fn now() -> DateTime<Utc> {
    let now = Utc::now();
    now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
}

/// A moment in the type of a column.
pub(super) fn moment(now: DateTime<Utc>, kind: Kind) -> Value {
    match kind {
        Kind::DateTime => Value::DateTime(now.naive_utc()),
        Kind::Date => Value::Date(now.date_naive()),
        Kind::I64 => Value::Integer(now.timestamp()),
        _ => Value::Timestamp(now),
    }
}
