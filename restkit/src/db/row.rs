//! A row that was answered.

use sqlx::{Column as _, Row as _};

use super::DbError;
use crate::spec::{Column, Kind, Value};

/// A row that was answered, still in the buffer of the driver.
pub struct Row {
    inner: Inner,
    /// Whether the first value is an array of others.
    packed: bool,
}

enum Inner {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::sqlite::SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::postgres::PgRow),
}

#[cfg(feature = "sqlite")]
impl Row {
    pub(super) fn of_sqlite(row: sqlx::sqlite::SqliteRow, packed: bool) -> Self {
        Self { inner: Inner::Sqlite(row), packed }
    }
}

#[cfg(feature = "postgres")]
impl From<sqlx::postgres::PgRow> for Row {
    fn from(row: sqlx::postgres::PgRow) -> Self {
        Self { inner: Inner::Postgres(row), packed: false }
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

    /// The value of the column with this name, as the type that is asked for: what raw SQL answers.
    ///
    /// ```no_run
    /// use restkit::db::{Db, DbError, Statement};
    ///
    /// # async fn example(db: &Db) -> Result<(), DbError> {
    /// let statement = Statement::literal("SELECT status, COUNT(*) AS tasks FROM tasks GROUP BY status", Vec::new());
    /// for row in db.fetch_all(statement).await? {
    ///     println!("{}: {}", row.get::<String>("status")?, row.get::<i64>("tasks")?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`DbError::Other`] when there is no such column or its value is not of this type.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, DbError> {
        let value = self.named_value(name, T::TYPE.kind)?;
        T::from_value(value).map_err(DbError::mismatch)
    }

    /// The value of the column with this name, which may be of another kind.
    pub(crate) fn named_value(&self, name: &str, kind: Kind) -> Result<Value, DbError> {
        let position = match &self.inner {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(row) => row.columns().iter().position(|column| column.name() == name),
            #[cfg(feature = "postgres")]
            Inner::Postgres(row) => row.columns().iter().position(|column| column.name() == name),
        };
        let index = position.ok_or_else(|| DbError::Other(sqlx::Error::ColumnNotFound(name.to_owned())))?;
        match &self.inner {
            // It keeps the type with each value.
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(row) => super::sqlite::value(row, index, kind),
            #[cfg(feature = "postgres")]
            Inner::Postgres(row) => super::postgres::checked_value(row, index, kind),
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

    /// Reads the values in their order, packed ones too.
    pub(crate) fn read(&self) -> Result<Reader<'_>, DbError> {
        #[cfg(feature = "sqlite")]
        let packed = match &self.inner {
            Inner::Sqlite(row) if self.packed => {
                let array = super::sqlite::required_text(row, 0).map_err(DbError::Other)?;
                Some(super::sqlite::Elements::new(array).map_err(DbError::Other)?)
            }
            _ => None,
        };
        Ok(Reader {
            row: self,
            next: usize::from(self.packed),
            #[cfg(feature = "sqlite")]
            packed,
        })
    }
}

/// Whether values of a kind stand in the array of a packed row, and not alone. SQLite shortens floating-point numbers, has no JSON for
/// bytes, and would escape JSON once more.
pub(crate) const fn packs(kind: Kind) -> bool {
    !matches!(kind, Kind::F32 | Kind::F64 | Kind::Bytes | Kind::Json)
}

/// Reads the values of a row one after the other, wherever they stand.
#[derive(Debug)]
pub(crate) struct Reader<'r> {
    row: &'r Row,
    /// The next value that stands alone.
    next: usize,
    #[cfg(feature = "sqlite")]
    packed: Option<super::sqlite::Elements<'r>>,
}

impl Reader<'_> {
    /// Passes over a value.
    pub(crate) fn skip(&mut self, kind: Kind) -> Result<(), DbError> {
        #[cfg(feature = "sqlite")]
        if let Some(packed) = self.packed.as_mut().filter(|_| packs(kind)) {
            return packed.skip().map_err(DbError::Other);
        }
        let _ = kind;
        self.next += 1;
        Ok(())
    }

    /// The next value.
    pub(crate) fn value(&mut self, kind: Kind) -> Result<Value, DbError> {
        #[cfg(feature = "sqlite")]
        if let Some(packed) = self.packed.as_mut().filter(|_| packs(kind)) {
            return packed.value(kind).map_err(DbError::Other);
        }
        self.next += 1;
        self.row.value(self.next - 1, kind)
    }

    /// Appends the next value as JSON.
    pub(crate) fn write_json(&mut self, kind: Kind, out: &mut Vec<u8>) -> Result<(), DbError> {
        #[cfg(feature = "sqlite")]
        if let Some(packed) = self.packed.as_mut().filter(|_| packs(kind)) {
            return packed.write_json(kind, out).map_err(DbError::Other);
        }
        self.next += 1;
        self.row.write_json(self.next - 1, kind, out)
    }
}
