//! Repositories: the operations of a resource for handlers and services, with the struct itself as the row.
//!
//! They are typed shells over [`Operations`](super::Operations), which HTTP goes through as well: rules, policies, defaults and
//! errors cannot differ.

mod load;
mod select;
mod version;
mod write;

use std::{fmt, marker::PhantomData};

pub use select::{RowPage, Select};
pub use version::IfVersion;

use super::{Access, Operations, Page, error};
use crate::{
    auth::permitted,
    db::{DbError, Executor, Row},
    input::{Setter, search, searched},
    problem::{Problem, ProblemKind},
    spec::{Action, Caller, ColumnSpec, Condition, Id, Key as _, KeyValues, Permitted, Resource, Search, TypeMismatch, Value},
};

/// Gives every resource its `repository()`; part of the prelude.
pub trait ResourceRepository: Resource {
    /// The rows of this resource on a [`Db`](crate::db::Db) or in a [`Tx`](crate::db::Tx).
    ///
    /// ```no_run
    /// use restkit::prelude::*;
    ///
    /// # #[resource(path = "/tasks")]
    /// # #[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
    /// # struct Task {
    /// #     #[resource(id)]
    /// #     id: i64,
    /// #     #[validate(length(max = 200))]
    /// #     title: String,
    /// #     priority: i16,
    /// # }
    /// # async fn example(db: Db, caller: Caller) -> Result<(), Problem> {
    /// let tasks = Task::repository(&db).as_caller(&caller);
    /// let task = tasks.insert([Task::title().set("milk"), Task::priority().set(3)]).await?;
    /// let urgent = tasks
    ///     .select()
    ///     .filter(Task::priority().ge(3).and(Task::title().contains("milk")))
    ///     .sort(Task::priority().desc())
    ///     .limit(10)
    ///     .all()
    ///     .await?;
    /// # let _ = urgent;
    /// tasks.update(task.id, [Task::priority().set(1)]).await?;
    /// tasks.delete(task.id).await
    /// # }
    /// ```
    fn repository(on: impl Into<Executor>) -> Repository<Self> {
        Repository { operations: Operations::of_all_columns(on, Self::spec()), resource: PhantomData }
    }
}

impl<R: Resource> ResourceRepository for R {}

/// The rows of a resource before it is said for whom: [`Repository::as_caller`] or [`Repository::as_system`].
pub struct Repository<R> {
    operations: Operations,
    resource: PhantomData<fn() -> R>,
}

impl<R: Resource> Repository<R> {
    /// The rows as this caller may see and change them, by the policies of `#[authorize]`. Nothing can be set that a body could not set.
    ///
    /// A policy function that takes more than the caller is asked in the request of the caller: give this the [`Caller`] that a handler, a
    /// dependency or a hook took, while the request runs. For another caller, and after the answer, such a policy is a 500.
    pub fn as_caller(&self, caller: &Caller) -> Rows<R> {
        self.rows(Some(caller.clone()))
    }

    /// All rows, whatever the policies say, for work that is nobody's in particular. Rules hold; owners and read-only columns can be set.
    pub fn as_system(&self) -> Rows<R> {
        self.rows(None)
    }

    fn rows(&self, caller: Option<Caller>) -> Rows<R> {
        Rows { operations: self.operations.clone(), caller, resource: PhantomData }
    }

    /// A row of SQL of one's own that selects all columns of the table by their names, as in `SELECT * FROM tasks`.
    ///
    /// ```no_run
    /// # use restkit::prelude::*;
    /// # use restkit::db::Statement;
    /// # #[resource(path = "/tasks")]
    /// # #[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
    /// # struct Task {
    /// #     #[resource(id)]
    /// #     id: i64,
    /// # }
    /// # async fn example(db: Db) -> restkit::Result<()> {
    /// let tasks = Task::repository(&db);
    /// for row in db.fetch_all(Statement::literal("SELECT * FROM tasks WHERE id % 2 = 0", Vec::new())).await? {
    ///     let task: Task = tasks.from_row(&row)?;
    ///     # let _ = task;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// 500 when a column is missing, or its value is not of its type. What is computed from other rows is no column of the table: select it by the
    /// name of its field. What is computed in Rust is computed from the other columns.
    pub fn from_row(&self, row: &Row) -> Result<R, Problem> {
        let columns = R::spec().columns.iter();
        let read = |column: &ColumnSpec| match column.is_selected() {
            true => row.named_value(column.column, column.data_type.kind),
            false => Ok(Value::Null),
        };
        let mut values = columns.map(read).collect::<Result<Vec<_>, DbError>>().map_err(error::internal)?;
        R::spec().compute_all(&mut values).map_err(mismatch)?;
        R::from_values(values).map_err(mismatch)
    }
}

/// The rows of a resource for a caller, or for the program itself. A row is whole: it has its write-only columns, too.
pub struct Rows<R> {
    operations: Operations,
    /// `None` for the program itself.
    caller: Option<Caller>,
    resource: PhantomData<fn() -> R>,
}

impl<R: Resource> Rows<R> {
    /// The row with this key, if there is one that may be seen.
    ///
    /// # Errors
    /// 401 or 403 when no row may be seen, 503 when the database is away.
    pub async fn find(&self, key: impl Into<Id<R>>) -> Result<Option<R>, Problem> {
        match self.get(key).await {
            Ok(row) => Ok(Some(row)),
            Err(problem) if problem.kind() == ProblemKind::NOT_FOUND => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// The row with this key.
    ///
    /// # Errors
    /// 404 when there is none that may be seen; else as [`Rows::find`].
    pub async fn get(&self, key: impl Into<Id<R>>) -> Result<R, Problem> {
        let access = self.access(Action::Read).await?;
        let row = self.operations.get(&access, &key_values(key)).await?;
        self.row(&row)
    }

    /// The row with this key, which nobody else changes until the end of the transaction.
    ///
    /// # Errors
    /// As [`Rows::get`]; 500 outside of a transaction.
    pub async fn get_for_update(&self, key: impl Into<Id<R>>) -> Result<R, Problem> {
        let access = self.access(Action::Read).await?;
        let row = self.operations.lock(&access, &key_values(key)).await?;
        self.row(&row)
    }

    /// The rows that may be seen, to be narrowed, ordered and read.
    pub fn select(&self) -> Select<R> {
        Select::new(self.clone())
    }

    /// As [`Rows::select`] with a filter.
    pub fn filter(&self, condition: Condition<R>) -> Select<R> {
        self.select().filter(condition)
    }

    /// The permission to do something, and to see the row as it is then.
    async fn access(&self, action: Action) -> Result<Access<'_>, Problem> {
        let access = self.decided(action).await?;
        if self.operations.gathers() { self.operations.gathering(access).await } else { Ok(access) }
    }

    async fn decided(&self, action: Action) -> Result<Access<'_>, Problem> {
        match &self.caller {
            Some(caller) => self.operations.access_of(caller, action).await,
            None => Ok(Access::system()),
        }
    }

    /// What is searched for in the columns that the caller sees.
    fn searched(&self, text: &str) -> Search {
        let resource = self.operations.resource();
        let permitted = self.caller.as_ref().map_or(Permitted::ALL, |caller| permitted(resource, caller));
        search(text, searched(resource, &permitted).unwrap_or_default())
    }

    const fn setter<'a>(&self, access: &'a Access<'_>) -> Setter<'a> {
        if self.caller.is_some() { Setter::Client(access.permitted()) } else { Setter::System }
    }

    fn row(&self, row: &Row) -> Result<R, Problem> {
        R::from_values(self.operations.values(row)?).map_err(mismatch)
    }

    fn all(&self, rows: &[Row]) -> Result<Vec<R>, Problem> {
        rows.iter().map(|row| self.row(row)).collect()
    }
}

fn key_values<R: Resource>(key: impl Into<Id<R>>) -> KeyValues {
    key.into().into_key().into_values()
}

fn mismatch(mismatch: TypeMismatch) -> Problem {
    Problem::internal(mismatch)
}

impl<R> Clone for Repository<R> {
    fn clone(&self) -> Self {
        Self { operations: self.operations.clone(), resource: PhantomData }
    }
}

impl<R> fmt::Debug for Repository<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository").field("resource", &self.operations.resource().name).finish_non_exhaustive()
    }
}

impl<R> Clone for Rows<R> {
    fn clone(&self) -> Self {
        Self { operations: self.operations.clone(), caller: self.caller.clone(), resource: PhantomData }
    }
}

impl<R> fmt::Debug for Rows<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("resource", &self.operations.resource().name).finish_non_exhaustive()
    }
}
