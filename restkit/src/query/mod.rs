//! SQL from descriptors: the only place that turns text into statements.

use crate::{
    db::{Db, DbError, Dialect, Row, Statement},
    spec::{Expr, ResourceSpec, Value},
};

/// The statements of one resource in one dialect, made once at start-up; what depends on the request is built from it.
#[derive(Debug)]
pub struct Plan {
    _p: (),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    pub column: usize,
    pub descending: bool,
}

/// What a list asks for. `sort` does not hold the key: the plan adds it as the tie-break (ascending, unless the key itself is sorted by).
#[derive(Clone, Debug)]
pub struct ListQuery {
    pub scope: Expr,
    pub filters: Vec<(usize, Value)>,
    pub sort: Vec<SortKey>,
    pub after: Option<Vec<Value>>,
    pub limit: u32,
}

/// Why a statement on one row touched none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    NotFound,
    Denied,
    VersionMismatch,
    /// It changed between the statement and the question: try again.
    Gone,
}

impl Plan {
    pub fn new(_spec: &'static ResourceSpec, _dialect: Dialect) -> Self {
        unimplemented!()
    }
    pub fn resource(&self) -> &'static ResourceSpec {
        unimplemented!()
    }
    /// Every statement that answers rows selects all readable columns in table order, then the row version.
    pub fn get(&self, _key: &Value, _scope: &Expr) -> Statement {
        unimplemented!()
    }
    /// Asks for `limit + 1` rows, so that the caller knows whether there is a next page.
    pub fn list(&self, _q: &ListQuery) -> Statement {
        unimplemented!()
    }
    /// Sets the given columns (by index) and the row version 1; answers the row.
    pub fn insert(&self, _values: Vec<(usize, Value)>) -> Statement {
        unimplemented!()
    }
    /// Changes a row in the scope; `version`: only when the row has it. Raises the version, answers the row.
    pub fn update(&self, _key: &Value, _scope: &Expr, _set: Vec<(usize, Value)>, _version: Option<i64>) -> Statement {
        unimplemented!()
    }
    pub fn delete(&self, _key: &Value, _scope: &Expr, _version: Option<i64>) -> Statement {
        unimplemented!()
    }
    /// Asks why an update or delete touched no row: 0 rows = not visible, else (allowed by `action`: bool, row version).
    pub fn diagnose(&self, _key: &Value, _read: &Expr, _action: &Expr) -> Statement {
        unimplemented!()
    }
    /// Reads the answer of [`Plan::diagnose`].
    pub fn miss(&self, _row: Option<&Row>, _version: Option<i64>) -> Result<Miss, DbError> {
        unimplemented!()
    }
    /// All columns of one visible row, write-only ones included, locked where the dialect can: for rules of the whole struct.
    pub fn lock(&self, _key: &Value, _scope: &Expr) -> Statement {
        unimplemented!()
    }
    pub fn locked_values(&self, _row: &Row) -> Result<Vec<Value>, DbError> {
        unimplemented!()
    }
    /// One column of an answered row; Null for a write-only one.
    pub fn value(&self, _row: &Row, _column: usize) -> Result<Value, DbError> {
        unimplemented!()
    }
    /// All columns of an answered row; write-only ones as Null.
    pub fn values(&self, _row: &Row) -> Result<Vec<Value>, DbError> {
        unimplemented!()
    }
    pub fn version(&self, _row: &Row) -> Result<i64, DbError> {
        unimplemented!()
    }
    /// Appends the row as a JSON object: ready-made keys, values straight from the row buffer.
    pub fn write_json(&self, _row: &Row, _out: &mut Vec<u8>) -> Result<(), DbError> {
        unimplemented!()
    }
    /// Which of these written columns refer to a row that is not there: asked after a foreign-key conflict that did not name its column.
    pub async fn dangling(&self, _db: &Db, _values: &[(usize, Value)]) -> Result<Vec<usize>, DbError> {
        unimplemented!()
    }
}

/// Evaluates a condition on the values of a row (by column index) with SQL's three-valued logic: None is unknown.
pub fn evaluate(_expr: &Expr, _values: &[Value]) -> Option<bool> {
    unimplemented!()
}

/// Seals and opens cursors: XChaCha20-Poly1305 under a key of the app.
pub struct CursorKey {
    _p: (),
}
impl CursorKey {
    pub fn new(_secret: &[u8]) -> Self {
        unimplemented!()
    }
    /// `context` binds the cursor to what it was made for: resource, sort, filters.
    pub fn seal(&self, _context: &[u8], _position: &[Value]) -> String {
        unimplemented!()
    }
    /// None when it was not sealed under this key for this context.
    pub fn open(&self, _context: &[u8], _cursor: &str) -> Option<Vec<Value>> {
        unimplemented!()
    }
}
