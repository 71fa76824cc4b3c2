//! What statements answer, read from a row.

use super::{Selection, SortKey, plan::Plan};
use crate::{
    db::{DbError, Row},
    spec::{ColumnSpec, KeyValues, Kind, Permitted, Value},
};

/// Why a statement on one row touched none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// There is no such row, or the caller may not see it.
    NotFound,
    /// The caller sees it, but may not do this to it.
    Denied,
    /// It has another version.
    VersionMismatch,
    /// It changed between the statement and the question: try again.
    Gone,
}

impl Plan {
    /// What the answer to [`Plan::diagnose`] means for a statement that wanted this version.
    ///
    /// # Errors
    /// When the row is not an answer to it.
    pub fn miss(&self, row: Option<&Row>, version: Option<i64>) -> Result<Miss, DbError> {
        let Some(row) = row else { return Ok(Miss::NotFound) };
        if row.value(0, Kind::Bool)? != Value::Bool(true) {
            return Ok(Miss::Denied);
        }
        let found = row.value(1, self.version_kind())?;
        Ok(match version {
            Some(wanted) if found != Value::Integer(wanted) => Miss::VersionMismatch,
            _ => Miss::Gone,
        })
    }

    /// What the answer to [`Plan::estimate`] says; `None` when it says nothing.
    ///
    /// # Errors
    /// When the row is not an answer to it.
    pub fn estimated(&self, row: &Row) -> Result<Option<u64>, DbError> {
        let Value::Json(plan) = row.value(0, Kind::Json)? else { return Ok(None) };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is no more than a guess, and never negative"
        )]
        Ok(plan.pointer("/0/Plan/Plan Rows").and_then(serde_json::Value::as_f64).map(|rows| rows as u64))
    }

    /// All columns of a locked row, by index.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn locked_values(&self, row: &Row) -> Result<Vec<Value>, DbError> {
        let shown = self.whole.columns().len();
        let place = |column: usize| match self.whole.columns().binary_search(&column) {
            Ok(at) => at,
            // The version stands between the two groups.
            Err(_) => shown + 1 + self.hidden.iter().take_while(|hidden| **hidden < column).count(),
        };
        let columns = self.resource().columns.iter().enumerate();
        let read = |(index, column): (usize, &ColumnSpec)| match column.is_selected() {
            true => row.value(place(index), column.data_type.kind),
            false => Ok(Value::Null),
        };
        let mut values: Vec<Value> = columns.map(read).collect::<Result<_, _>>()?;
        self.resource().compute_all(&mut values).map_err(DbError::mismatch)?;
        Ok(values)
    }

    /// One column of an answered row, or of a listed one whose query named no columns; null for a write-only one.
    ///
    /// # Errors
    /// When the stored value is not of its type.
    pub fn value(&self, row: &Row, column: usize) -> Result<Value, DbError> {
        self.whole.value(row, column)
    }

    /// The key of such a row.
    ///
    /// # Errors
    /// When the stored value is not of its type.
    pub fn key(&self, row: &Row) -> Result<KeyValues, DbError> {
        self.resource().keys.iter().map(|part| self.value(row, *part)).collect()
    }

    /// All columns of such a row, by index; write-only ones as null.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn values(&self, row: &Row) -> Result<Vec<Value>, DbError> {
        self.whole.values(row)
    }

    /// The position of such a row in an order: what [`Position`](super::Position) takes.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn position(&self, row: &Row, sort: &[SortKey]) -> Result<Vec<Value>, DbError> {
        self.position_in(&self.whole, row, sort)
    }

    /// The same for a row of a list that was read with these columns; those of the order are always among them.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn position_in(&self, selection: &Selection, row: &Row, sort: &[SortKey]) -> Result<Vec<Value>, DbError> {
        let mut lent = selection.listed_values();
        let value = |key: &SortKey| match self.resource().sorted(key).filter(|_| key.by.is_some()) {
            Some(column) => {
                lent += 1;
                row.value(lent - 1, column.data_type.kind)
            }
            None => selection.value(row, key.column),
        };
        self.order(sort).iter().map(value).collect()
    }

    /// Appends such a row as a JSON object, without the columns that `permitted` excludes.
    ///
    /// # Errors
    /// When a stored value is not of its type; part of the object may have been written then.
    pub fn write_json(&self, row: &Row, permitted: &Permitted, out: &mut Vec<u8>) -> Result<(), DbError> {
        if permitted.sees_all() {
            return self.whole.write_json(row, out);
        }
        self.whole.write_part(row, |column| permitted.sees(column), out)
    }
}
