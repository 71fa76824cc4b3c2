//! Making, changing and removing rows.

use super::{Rows, error, key_values};
use crate::{
    auth::owner_value,
    input,
    problem::{Problem, ProblemKind},
    resource::Precondition,
    spec::{Action, Assignment, Columns, Compare, Condition, Expr, Generated, Id, KeyValues, Resource, ResourceSpec, Value},
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

    /// Changes the row that has the same value in a unique column, or makes it when there is none. `changes` set that column. Columns that are
    /// unique together, as those of a key of several parts, are given as a tuple; the owner need not be set, which is the caller.
    ///
    /// A row that the caller may not see is in the way: 409.
    ///
    /// ```no_run
    /// # use restkit::prelude::*;
    /// # #[resource(path = "/ratings")]
    /// # #[authorize(read = public, create = authenticated, update = owner, delete = owner)]
    /// # struct Rating {
    /// #     #[resource(id, owner)]
    /// #     user: i64,
    /// #     #[resource(id, natural)]
    /// #     film: i64,
    /// #     stars: i16,
    /// # }
    /// # async fn example(db: Db, caller: Caller) -> Result<(), Problem> {
    /// let ratings = Rating::repository(&db).as_caller(&caller);
    /// ratings.upsert((Rating::user(), Rating::film()), [Rating::film().set(7), Rating::stars().set(5)]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Rows::insert`] or [`Rows::update`]; 500 when the columns are not unique.
    pub async fn upsert(&self, unique: impl Columns<R>, changes: impl IntoIterator<Item = Assignment<R>>) -> Result<R, Problem> {
        let unique = unique.indices();
        if !is_unique(R::spec(), &unique) {
            return Err(Problem::new(ProblemKind::INTERNAL, "Rows are found again by unique columns only."));
        }
        let changes: Changes = parts(changes).collect();
        let Some(same) = unique.iter().map(|column| self.has_same(*column, &changes)).collect::<Option<Vec<_>>>() else {
            // Nothing to find a row by: either a fault, or a value that is made for the new row.
            return self.insert_values(changes).await;
        };
        let same = Condition::<R>::new(same.into_iter().fold(Expr::Constant(true), Expr::and));
        let others: Changes = changes.iter().filter(|(column, _)| !unique.contains(column)).cloned().collect();
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

    /// The rows that have in a column what is set there, or the caller where they are the owner.
    fn has_same(&self, column: usize, changes: &Changes) -> Option<Expr> {
        let (spec, set) = (R::spec(), changes.iter().rfind(|(set, _)| *set == column));
        let value = match (set, &self.caller) {
            (Some((_, value)), _) => value.clone(),
            (None, Some(caller)) if spec.columns.get(column)?.generated == Generated::Owner => {
                owner_value(spec, caller).ok()??
            }
            (None, _) => return None,
        };
        (!value.is_null()).then_some(Expr::Compare(column, Compare::Equal, value))
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

/// Whether no two rows have the same values in these columns.
fn is_unique(spec: &ResourceSpec, columns: &[usize]) -> bool {
    let same = |list: &[usize]| list.len() == columns.len() && list.iter().all(|column| columns.contains(column));
    let alone = |column: &usize| spec.columns.get(*column).is_some_and(|column| column.unique);
    same(spec.keys) || spec.unique.iter().any(|list| same(list)) || columns.len() == 1 && columns.iter().all(alone)
}

fn key_of<R: Resource>(row: &R) -> KeyValues {
    R::spec().keys.iter().map(|part| row.value(*part)).collect()
}

pub(super) fn parts<R>(changes: impl IntoIterator<Item = Assignment<R>>) -> impl Iterator<Item = (usize, Value)> {
    changes.into_iter().map(Assignment::into_parts)
}
