//! Making rows.

use chrono::{DateTime, Timelike as _, Utc};
use uuid::Uuid;

use super::{Access, Failure, Operations, error, hooks::Write};
use crate::{
    auth::{credentials_needed, owner_value},
    db::{DbError, Row, Statement},
    input::Members,
    problem::Problem,
    spec::{Generated, Kind, Value},
};

/// How a row is made.
pub(super) struct Insertion {
    statement: Statement,
    /// The values in it that refer to other rows.
    references: Vec<(usize, Value)>,
}

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
        let insertion = &self.insertion(row);
        self.retrying(|| async move {
            if self.answers_itself() {
                self.insert(access, insertion).await
            } else {
                self.together(async |inside, _| inside.insert(access, insertion).await).await
            }
        })
        .await
    }

    /// Runs the statement that makes a row.
    pub(super) async fn insert(&self, access: &Access<'_>, insertion: &Insertion) -> Result<Row, Failure> {
        match self.executor.fetch_optional(insertion.statement.clone()).await {
            Ok(Some(row)) => self.written(access, row).await,
            Ok(None) => Err(error::internal(DbError::Check { constraint: None }).into()),
            Err(error) => Err(self.of_write(error, &insertion.references, None).await),
        }
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
        self.retrying(|| self.together(async |inside, _| Ok(inside.create_each(access, rows).await?))).await
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
        access.permits(self.resource(), &row)?;
        Ok(row)
    }

    /// Whether the database knows a value for this column: in somebody else's table that holds of what no body sets.
    fn is_filled_in(&self, column: usize) -> bool {
        let resource = self.resource();
        !resource.managed
            && resource
                .columns
                .get(column)
                .is_some_and(|column| column.generated == Generated::No && column.default.is_none() && !column.creatable())
    }

    /// How a row is made.
    pub(super) fn insertion(&self, row: Vec<Value>) -> Insertion {
        let identity = self.resource().counted_key();
        let columns = self.resource().columns;
        let said = |(index, value): &(usize, Value)| {
            let computed = columns.get(*index).is_some_and(|column| column.computed.is_some());
            Some(*index) != identity && !computed && !(value.is_null() && self.is_filled_in(*index))
        };
        let values: Vec<(usize, Value)> = row.into_iter().enumerate().filter(said).collect();
        let references = self.references(&values);
        Insertion { statement: self.plan.insert(values), references }
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
                Generated::Key | Generated::Computed => Value::Null,
                Generated::Owner => match access.caller.map_or(Ok(None), |caller| owner_value(resource, caller))? {
                    Some(owner) => owner,
                    None if column.data_type.nullable => Value::Null,
                    // `public` lets anybody in, but a row that needs an owner needs somebody to own it.
                    None => return Err(credentials_needed()),
                },
                Generated::CreatedAt | Generated::UpdatedAt => moment(now, column.data_type.kind),
                Generated::Version => Value::Integer(1),
            });
        }
        Ok(row)
    }
}

/// The time of day as databases keep it: to the microsecond.
pub(super) fn now() -> DateTime<Utc> {
    let now = Utc::now();
    now.with_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
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
