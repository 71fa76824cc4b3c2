//! Making rows.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use uuid::Uuid;

use super::{Access, Failure, Operations, error};
use crate::{
    auth::{credentials_needed, owner_value},
    db::{DbError, Row},
    input::Members,
    problem::{Problem, ProblemKind},
    query::evaluate,
    spec::{Expr, Generated, Kind, Value},
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
        let row = self.new_row(access, members)?;
        if access.action != Expr::Constant(true) && evaluate(&access.action, &row) != Some(true) {
            return Err(Problem::new(ProblemKind::FORBIDDEN, "The caller may not make this row."));
        }
        let resource = self.resource();
        let identity = resource.key_column().data_type.kind != Kind::Uuid && resource.key_column().generated == Generated::Key;
        let values: Vec<(usize, Value)> =
            row.into_iter().enumerate().filter(|(index, _)| !(identity && *index == resource.key)).collect();
        let references = &self.references(&values);
        let statement = &self.plan.insert(values);
        self.retrying(|| async move {
            match self.db.fetch_optional(statement.clone()).await {
                Ok(Some(row)) => Ok(row),
                Ok(None) => Err(Failure::Problem(error::internal(DbError::Check { constraint: None }))),
                Err(error) => Err(self.of_write(error, references).await),
            }
        })
        .await
    }

    /// The values of all columns of a new row; an identity key is null until the database makes it.
    fn new_row(&self, access: &Access<'_>, members: Members) -> Result<Vec<Value>, Problem> {
        let resource = self.resource();
        let now = now();
        let mut row = Vec::with_capacity(resource.columns.len());
        for (column, member) in resource.columns.iter().zip(members) {
            row.push(match column.generated {
                Generated::No => member.unwrap_or(Value::Null),
                Generated::Key if column.data_type.kind == Kind::Uuid => Value::Uuid(Uuid::now_v7()),
                Generated::Key => Value::Null,
                Generated::Owner => match owner_value(resource, access.caller)? {
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
