//! A row that was answered.

use super::DbError;
use crate::spec::{Kind, Value};

/// A row that was answered, still in the buffer of the driver.
pub struct Row {
    inner: Inner,
}

enum Inner {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::sqlite::SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::postgres::PgRow),
}

#[cfg(feature = "sqlite")]
impl From<sqlx::sqlite::SqliteRow> for Row {
    fn from(row: sqlx::sqlite::SqliteRow) -> Self {
        Self { inner: Inner::Sqlite(row) }
    }
}

#[cfg(feature = "postgres")]
impl From<sqlx::postgres::PgRow> for Row {
    fn from(row: sqlx::postgres::PgRow) -> Self {
        Self { inner: Inner::Postgres(row) }
    }
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values stay out of logs.
        f.debug_struct("Row").finish_non_exhaustive()
    }
}

impl Row {
    /// The value at `index` of the select list.
    ///
    /// # Errors
    /// [`DbError::Other`] when there is no such column or its value is not of this kind.
    pub fn value(&self, index: usize, kind: Kind) -> Result<Value, DbError> {
        match &self.inner {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(row) => super::sqlite::value(row, index, kind),
            #[cfg(feature = "postgres")]
            Inner::Postgres(row) => super::postgres::value(row, index, kind),
        }
        .map_err(DbError::Other)
    }

    /// Appends the value at `index` as JSON, straight from the driver's buffer.
    ///
    /// # Errors
    /// [`DbError::Other`] when there is no such column or its value is not of this kind; part of the value may have been written then.
    pub fn write_json(&self, index: usize, kind: Kind, out: &mut Vec<u8>) -> Result<(), DbError> {
        match &self.inner {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(row) => super::sqlite::write_json(row, index, kind, out),
            #[cfg(feature = "postgres")]
            Inner::Postgres(row) => super::postgres::write_json(row, index, kind, out),
        }
        .map_err(DbError::Other)
    }
}
