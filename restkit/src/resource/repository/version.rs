//! Changes to a row only while it has a certain version.

use std::fmt;

use super::{Rows, key_values, write::parts};
use crate::{
    problem::Problem,
    query::RowVersion,
    resource::Precondition,
    spec::{Action, Assignment, Id, Resource},
};

/// The rows of a resource, to be changed only while they have a certain version: [`Rows::if_version`] makes it.
#[must_use = "nothing is changed before `update` or `delete`"]
pub struct IfVersion<R> {
    rows: Rows<R>,
    precondition: Precondition,
}

impl<R: Resource> Rows<R> {
    /// The row with this key, and its version: what its entity tag says over HTTP.
    ///
    /// # Errors
    /// As [`Rows::get`].
    pub async fn get_with_version(&self, key: impl Into<Id<R>>) -> Result<(R, RowVersion), Problem> {
        let access = self.access(Action::Read).await?;
        let row = self.operations.get(&access, &key_values(key)).await?;
        Ok((self.row(&row)?, self.operations.version(&row)?))
    }

    /// The same rows, to be changed or removed only while they have this version, as with `If-Match` over HTTP: each change raises it, so of
    /// many who change what they have all read, one succeeds and the others meet a 412. [`Found::version`](crate::resource::Found::version) and
    /// [`Rows::get_with_version`] tell it.
    ///
    /// ```no_run
    /// # use restkit::prelude::*;
    /// # #[resource(path = "/tasks")]
    /// # #[authorize(read = public, create = authenticated, update = authenticated, delete = authenticated)]
    /// # struct Task {
    /// #     #[resource(id)]
    /// #     id: i64,
    /// #     priority: i16,
    /// # }
    /// # async fn example(db: Db) -> Result<(), Problem> {
    /// let tasks = Task::repository(&db).as_system();
    /// let (task, version) = tasks.get_with_version(7).await?;
    /// tasks.if_version(version).update(7, [Task::priority().set(task.priority + 1)]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn if_version(&self, version: RowVersion) -> IfVersion<R> {
        IfVersion { rows: self.clone(), precondition: Precondition::Versions(vec![version]) }
    }
}

impl<R: Resource> IfVersion<R> {
    /// Changes the row. What is not set stays as it is.
    ///
    /// # Errors
    /// 412 when it has another version; else as [`Rows::update`].
    pub async fn update(&self, key: impl Into<Id<R>>, changes: impl IntoIterator<Item = Assignment<R>>) -> Result<(), Problem> {
        self.rows.update_unread(&key_values(key), parts(changes), &self.precondition).await
    }

    /// As [`IfVersion::update`], and answers the row as it is then.
    ///
    /// # Errors
    /// As [`IfVersion::update`].
    pub async fn update_returning(
        &self,
        key: impl Into<Id<R>>,
        changes: impl IntoIterator<Item = Assignment<R>>,
    ) -> Result<R, Problem> {
        self.rows.update_values(&key_values(key), parts(changes), &self.precondition).await
    }

    /// Removes the row.
    ///
    /// # Errors
    /// 412 when it has another version; else as [`Rows::delete`].
    pub async fn delete(&self, key: impl Into<Id<R>>) -> Result<(), Problem> {
        self.rows.delete_row(&key_values(key), &self.precondition).await
    }
}

impl<R> Clone for IfVersion<R> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), precondition: self.precondition.clone() }
    }
}

impl<R> fmt::Debug for IfVersion<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IfVersion").field(&self.rows).field(&self.precondition).finish()
    }
}
