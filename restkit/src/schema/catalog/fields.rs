//! Reading the values of a row one after the other.

use crate::{
    db::{DbError, Row, Statement},
    spec::{Kind, Value},
};

/// The values of a row, from the first on.
pub(super) struct Fields<'r> {
    row: &'r Row,
    next: usize,
}

impl<'r> Fields<'r> {
    pub(super) const fn of(row: &'r Row) -> Self {
        Self { row, next: 0 }
    }

    fn value(&mut self, kind: Kind) -> Result<Value, DbError> {
        self.next += 1;
        self.row.value(self.next - 1, kind)
    }

    pub(super) fn optional(&mut self) -> Result<Option<String>, DbError> {
        Ok(match self.value(Kind::Text)? {
            Value::Text(text) => Some(text),
            _ => None,
        })
    }

    /// A text, empty for null.
    pub(super) fn text(&mut self) -> Result<String, DbError> {
        Ok(self.optional()?.unwrap_or_default())
    }

    /// A number, zero for null.
    pub(super) fn number(&mut self) -> Result<i64, DbError> {
        Ok(match self.value(Kind::I64)? {
            Value::Integer(number) => number,
            _ => 0,
        })
    }

    /// A truth value, false for null.
    pub(super) fn truth(&mut self) -> Result<bool, DbError> {
        Ok(self.value(Kind::Bool)? == Value::Bool(true))
    }

    /// The texts of a JSON array, none for null.
    pub(super) fn list(&mut self) -> Result<Vec<String>, DbError> {
        let Value::Json(serde_json::Value::Array(items)) = self.value(Kind::Json)? else { return Ok(Vec::new()) };
        Ok(items.iter().filter_map(|item| item.as_str()).map(str::to_owned).collect())
    }
}

/// A statement that is not worth keeping prepared.
pub(super) fn once(mut statement: Statement) -> Statement {
    statement.prepared = false;
    statement
}
