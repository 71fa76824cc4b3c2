//! Making, changing and removing rows.

use super::{Rows, error, key_values};
use crate::{
    input,
    problem::{Problem, ProblemKind},
    resource::Precondition,
    spec::{Action, Assignment, Column, Compare, Condition, Expr, Field, Id, KeyValues, Resource, Value},
};

/// Columns by index, and their new values.
type Changes = Vec<(usize, Value)>;

impl<R: Resource> Rows<R> {
    /// Makes a row. What is not set has its default, or is generated, as over HTTP.
    ///
    /// In a transaction a broken rule leaves everything as it was, but a conflict that the database finds leaves nothing but the rollback, of
    /// the transaction or of the [savepoint](crate::db::Tx::savepoint) around it.
    ///
    /// # Errors
    /// 401 or 403 when the caller may not make this row, 422 with every fault when it breaks rules, 409 when it is in conflict with others,
    /// 503 when the database is away.
    pub async fn insert(&self, changes: impl IntoIterator<Item = Assignment<R>>) -> Result<R, Problem> {
        self.insert_values(parts(changes)).await
    }

    /// Makes all these rows, or none.
    ///
    /// # Errors
    /// As [`Rows::insert`]; the pointer of a fault begins with the number of its row, as in `/0/title`.
    pub async fn insert_many<C: IntoIterator<Item = Assignment<R>>>(
        &self,
        rows: impl IntoIterator<Item = C>,
    ) -> Result<Vec<R>, Problem> {
        let access = self.access(Action::Create).await?;
        let mut all = Vec::new();
        let mut faults = Vec::new();
        for (index, changes) in rows.into_iter().enumerate() {
            match input::create_from(R::spec(), parts(changes), self.setter(&access)) {
                Ok(members) => all.push(members),
                Err(problem) if problem.kind() == ProblemKind::VALIDATION => {
                    faults.extend_from_slice(error::of_row(index, problem).faults());
                }
                Err(problem) => return Err(problem),
            }
        }
        if !faults.is_empty() {
            return Err(Problem::new(ProblemKind::VALIDATION, "Some rows do not fit; every fault is listed.").with_faults(faults));
        }
        let made = self.operations.create_all(&access, &all).await?;
        self.all(&made)
    }

    /// Changes a row. What is not set stays as it is.
    ///
    /// The row is not read back; [`Rows::update_returning`] does that, in the same statement.
    ///
    /// # Errors
    /// 404 when there is no such row that may be seen, 403 when it may not be changed, or not in this way; else as [`Rows::insert`].
    pub async fn update(&self, key: impl Into<Id<R>>, changes: impl IntoIterator<Item = Assignment<R>>) -> Result<(), Problem> {
        self.update_unread(&key_values(key), parts(changes), &Precondition::Any).await
    }

    /// As [`Rows::update`], and answers the row as it is then: with what the program generates, and what others have changed before.
    ///
    /// # Errors
    /// As [`Rows::update`].
    pub async fn update_returning(
        &self,
        key: impl Into<Id<R>>,
        changes: impl IntoIterator<Item = Assignment<R>>,
    ) -> Result<R, Problem> {
        self.update_values(&key_values(key), parts(changes), &Precondition::Any).await
    }

    /// Removes a row.
    ///
    /// # Errors
    /// 404 when there is no such row that may be seen, 403 when it may not be removed, 409 when other rows refer to it, 503 when the
    /// database is away.
    pub async fn delete(&self, key: impl Into<Id<R>>) -> Result<(), Problem> {
        self.delete_row(&key_values(key), &Precondition::Any).await
    }

    /// Changes the row that has the same value in a unique column, or makes it when there is none. `changes` set that column.
    ///
    /// A row that the caller may not see is in the way: 409.
    ///
    /// # Errors
    /// As [`Rows::insert`] or [`Rows::update`]; 500 when the column is not unique.
    pub async fn upsert<T: Column>(
        &self,
        unique: Field<R, T>,
        changes: impl IntoIterator<Item = Assignment<R>>,
    ) -> Result<R, Problem> {
        let (index, spec) = (unique.index(), R::spec());
        if spec.keys != [index] && !spec.columns.get(index).is_some_and(|column| column.unique) {
            return Err(Problem::new(ProblemKind::INTERNAL, "Rows are found again by a unique column only."));
        }
        let changes: Changes = parts(changes).collect();
        let Some((_, value)) = changes.iter().rfind(|(column, value)| *column == index && !value.is_null()) else {
            // Nothing to find a row by: either a fault, or a value that is made for the new row.
            return self.insert_values(changes).await;
        };
        let same = Condition::<R>::new(Expr::Compare(index, Compare::Equal, value.clone()));
        let others: Changes = changes.iter().filter(|(column, _)| *column != index).cloned().collect();
        // Somebody else may make or remove the row meanwhile: then it is looked for once more.
        let mut again = true;
        loop {
            let tried = match self.filter(same.clone()).first().await? {
                Some(row) => self.update_values(&key_of(&row), others.clone(), &Precondition::Any).await,
                None => self.insert_values(changes.clone()).await,
            };
            let met = |problem: &Problem| matches!(problem.kind(), ProblemKind::NOT_FOUND | ProblemKind::CONFLICT);
            if !again || !tried.as_ref().is_err_and(met) || !self.operations.goes_on().await {
                return tried;
            }
            again = false;
        }
    }

    async fn insert_values(&self, values: impl IntoIterator<Item = (usize, Value)>) -> Result<R, Problem> {
        let access = self.access(Action::Create).await?;
        let members = input::create_from(R::spec(), values, self.setter(&access))?;
        let row = self.operations.create(&access, members).await?;
        self.row(&row)
    }

    pub(super) async fn update_unread(
        &self,
        key: &[Value],
        values: impl IntoIterator<Item = (usize, Value)>,
        precondition: &Precondition,
    ) -> Result<(), Problem> {
        let access = self.access(Action::Update).await?;
        let members = input::patch_from(R::spec(), values, self.setter(&access))?;
        self.operations.update(&access, key, members, precondition).await
    }

    pub(super) async fn update_values(
        &self,
        key: &[Value],
        values: impl IntoIterator<Item = (usize, Value)>,
        precondition: &Precondition,
    ) -> Result<R, Problem> {
        let access = self.access(Action::Update).await?;
        let members = input::patch_from(R::spec(), values, self.setter(&access))?;
        let row = self.operations.update_returning(&access, key, members, precondition).await?;
        self.row(&row)
    }

    pub(super) async fn delete_row(&self, key: &[Value], precondition: &Precondition) -> Result<(), Problem> {
        let access = self.access(Action::Delete).await?;
        self.operations.delete(&access, key, precondition).await
    }
}

fn key_of<R: Resource>(row: &R) -> KeyValues {
    R::spec().keys.iter().map(|part| row.value(*part)).collect()
}

pub(super) fn parts<R>(changes: impl IntoIterator<Item = Assignment<R>>) -> impl Iterator<Item = (usize, Value)> {
    changes.into_iter().map(Assignment::into_parts)
}
