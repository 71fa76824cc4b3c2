//! Operations on one row that set nothing: get and delete.

use std::sync::Arc;

use super::{Access, Failure, Operations, Precondition, error, hooks::Write};
use crate::{
    db::{Executor, Row, Statement},
    input::Include,
    problem::{Problem, ProblemKind},
    query::{Miss, RowVersion, Seen, Selection, SortKey},
    spec::{Expr, Value},
};

/// A row of which an answer shows some columns.
#[derive(Debug)]
pub struct Part {
    /// The row.
    pub row: Row,
    /// What it was read with.
    pub selection: Arc<Selection>,
    /// The version of the row.
    pub version: RowVersion,
    /// A digest of what changes without the row, where something does.
    pub beside: Option<[u8; 16]>,
}

impl Part {
    /// Appends what is shown as a JSON object.
    ///
    /// # Errors
    /// 500 when a stored value is not of its type.
    pub fn write_json(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        self.selection.write_json(&self.row, out).map_err(error::internal)
    }
}

impl Operations {
    /// One row that the caller may see.
    ///
    /// # Errors
    /// 404 when there is none, 503 when the database is away.
    pub async fn get(&self, access: &Access<'_>, key: &[Value]) -> Result<Row, Problem> {
        self.read(|| self.plan.get(key, &access.read, &access.gathered)).await
    }

    /// The same, with what an answer shows that names these columns, and the version.
    ///
    /// # Errors
    /// As [`Operations::get`].
    pub async fn get_some(
        &self,
        access: &Access<'_>,
        key: &[Value],
        fields: Option<&[usize]>,
        include: &[Include],
    ) -> Result<Part, Problem> {
        let besides: Vec<_> = self.leading(include).into_iter().map(|column| SortKey::own(column, false)).collect();
        let selection = self.plan.selection(fields, &besides, true);
        let row = self.read(|| self.plan.get_some(key, &access.read, &selection, &access.gathered)).await?;
        let version = self.plan.version_in(&row, &selection).map_err(error::internal)?;
        let beside = self.plan.unversioned_digest(&row, Some(&selection), &access.permitted).map_err(error::internal)?;
        Ok(Part { row, selection, version, beside })
    }

    async fn read(&self, statement: impl Fn() -> Statement) -> Result<Row, Problem> {
        let read = async |on: &Executor| on.read_by_key(self.resource(), statement()).await;
        let mut found = read(self.reader()).await;
        // It may have been made a moment ago, and not have come to the replica.
        if self.replica.is_some() && matches!(found, Ok(None)) {
            found = read(&self.executor).await;
        }
        match found {
            Ok(Some(row)) => Ok(row),
            Ok(None) => Err(error::not_found()),
            Err(error) => Err(error::of_read(error)),
        }
    }

    /// As [`Operations::get`], and nobody else changes the row until the end of the transaction.
    pub(super) async fn lock(&self, access: &Access<'_>, key: &[Value]) -> Result<Row, Problem> {
        if matches!(self.executor, Executor::Db(_)) {
            return Err(Problem::new(ProblemKind::INTERNAL, "A row can be locked in a transaction only."));
        }
        match self.executor.fetch_optional(self.plan.lock(key, &access.read, &access.gathered)).await {
            Ok(Some(row)) => Ok(row),
            Ok(None) => Err(error::not_found()),
            Err(error) => Err(error::of_read(error)),
        }
    }

    /// Removes one row.
    ///
    /// # Errors
    /// 404 when the caller sees no such row, 403 when they see it but may not remove it, 412 when it has another version, 409 when
    /// other rows refer to it, 503 when the database is away.
    pub async fn delete(&self, access: &Access<'_>, key: &[Value], precondition: &Precondition) -> Result<(), Problem> {
        if let Some(hooks) = self.hooks() {
            return self.hooked(hooks, access, Write::Delete { key, precondition }).await.map(drop);
        }
        let scope = &access.scope();
        self.retrying(|| async move {
            if !self.compares_first(precondition) {
                let version = self.version_meant(access, key, scope, precondition).await?;
                return self.plain_delete(access, key, scope, version).await;
            }
            self.together(async |inside, _| {
                inside.locked(access, key, scope, precondition).await?;
                inside.plain_delete(access, key, scope, None).await
            })
            .await
        })
        .await
    }

    /// One statement decides and does everything.
    pub(super) async fn plain_delete(
        &self,
        access: &Access<'_>,
        key: &[Value],
        scope: &Expr,
        version: Option<i64>,
    ) -> Result<(), Failure> {
        match self.executor.fetch_optional(self.plan.delete(key, scope, version)).await {
            Ok(None) => Err(self.missed(access, key, version).await?),
            Ok(Some(_)) => Ok(()),
            Err(error) => Err(error::of_delete(error)),
        }
    }

    /// The one number that a statement can ask for. Of several that are meant it is the one that the row has just now; whether it still
    /// has it is decided by the statement itself.
    pub(super) async fn version_meant(
        &self,
        access: &Access<'_>,
        key: &[Value],
        scope: &Expr,
        precondition: &Precondition,
    ) -> Result<Option<i64>, Failure> {
        let Precondition::Versions(versions) = precondition else { return Ok(None) };
        match versions.as_slice() {
            [RowVersion::Number(number)] => return Ok(Some(*number)),
            several if several.iter().any(|version| version.number().is_some()) => {
                let row = self.executor.read_by_key(self.resource(), self.plan.get(key, scope, &Seen::NOTHING)).await?;
                if let Some(row) = row {
                    let now = self.plan.version(&row)?;
                    return if several.contains(&now) { Ok(now.number()) } else { Err(error::other_version().into()) };
                }
            }
            _ => {}
        }
        Err(match self.missed(access, key, None).await? {
            // It is there, and has none of these versions.
            Failure::Again => error::other_version().into(),
            failure => failure,
        })
    }

    /// Why a statement touched no row; the error is the one that the answer of the database itself has.
    pub(super) async fn missed(&self, access: &Access<'_>, key: &[Value], version: Option<i64>) -> Result<Failure, Failure> {
        let row = self.executor.fetch_optional(self.plan.diagnose(key, &access.read, &access.action)).await?;
        Ok(match self.plan.miss(row.as_ref(), version)? {
            Miss::NotFound => error::not_found().into(),
            Miss::Denied => error::denied().into(),
            Miss::VersionMismatch => error::other_version().into(),
            Miss::Gone => Failure::Again,
        })
    }
}
