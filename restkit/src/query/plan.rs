//! The statements on one row of a resource.

use std::sync::Arc;

use super::{
    Selection, SortKey,
    builder::Sql,
    column,
    column::Table,
    condition,
    gathered::{Seen, Used},
    shape::{Cache, Shape, What},
};
use crate::{
    db::{Db, Dialect, Statement},
    spec::{ColumnSpec, Expr, ResourceSpec, Value, Version},
};

/// The hidden column that counts the changes of a row.
pub(crate) const ROW_VERSION: &str = "row_version";

/// The statements of one resource in one dialect, made once at start-up.
///
/// Every statement that answers rows answers the readable columns in table order, and but for lists then the number of the version, or null; a
/// locked row has the write-only columns after that. Lists may answer packed rows.
#[derive(Debug)]
pub struct Plan {
    spec: &'static ResourceSpec,
    pub(super) dialect: Dialect,
    pub(super) cache: Cache,
    /// What answers show of a row where nobody asks for less.
    pub(super) whole: Arc<Selection>,
    /// The other columns, which only a locked row has.
    pub(super) hidden: Vec<usize>,
    /// Whether it has columns that are computed from the rows of others.
    gathers: bool,
}

impl Plan {
    /// The statements of a resource, for answers: without its write-only columns.
    pub fn new(spec: &'static ResourceSpec, dialect: Dialect) -> Self {
        Self::selecting(spec, dialect, ColumnSpec::readable)
    }

    /// The statements of a resource for the program itself: every column counts as readable.
    pub fn of_all_columns(spec: &'static ResourceSpec, dialect: Dialect) -> Self {
        Self::selecting(spec, dialect, |_| true)
    }

    fn selecting(spec: &'static ResourceSpec, dialect: Dialect, readable: fn(&ColumnSpec) -> bool) -> Self {
        let (shown, mut hidden): (Vec<usize>, Vec<usize>) = (0..spec.columns.len()).partition(|at| readable(&spec.columns[*at]));
        hidden.retain(|at| spec.columns[*at].is_selected());
        let whole = Arc::new(Selection::new(spec, dialect, shown, |_| true));
        Self { spec, dialect, cache: Cache::default(), whole, hidden, gathers: spec.has_gathered() }
    }

    /// The statements of a resource on a database, made once for all who ask.
    pub fn shared(db: &Db, spec: &'static ResourceSpec) -> Arc<Self> {
        db.keep(std::ptr::from_ref(spec).addr(), || Self::new(spec, db.dialect()))
    }

    /// [`Plan::of_all_columns`] on a database, made once; [`Plan::shared`] where it is the same.
    pub fn shared_of_all_columns(db: &Db, spec: &'static ResourceSpec) -> Arc<Self> {
        struct OfAll(Arc<Plan>);
        if spec.columns.iter().all(ColumnSpec::readable) {
            return Self::shared(db, spec);
        }
        let make = || OfAll(Arc::new(Self::of_all_columns(spec, db.dialect())));
        Arc::clone(&db.keep(std::ptr::from_ref(spec).addr(), make).0)
    }

    /// The resource.
    pub fn resource(&self) -> &'static ResourceSpec {
        self.spec
    }

    /// Whether it has columns that are computed from the rows of others, of which has to be decided what the caller sees.
    pub const fn gathers(&self) -> bool {
        self.gathers
    }

    /// Its table, in a statement that has no other.
    pub(super) const fn table(&self) -> Table<'static> {
        Table::of(self.spec, self.dialect)
    }

    /// The same with what a statement has of columns that are computed from other rows.
    pub(super) fn seeing<'a>(&self, used: &'a Used<'_>) -> Table<'a> {
        Table { seen: &used.columns, ..self.table() }
    }

    /// Appends what a condition asks for, by the names of columns: what binds a cursor to it.
    pub fn describe(&self, condition: &Expr, out: &mut String) {
        condition::describe(condition, self.spec, out);
    }

    /// One row that is in the scope. `seen` is what its columns are computed from that are computed from other rows.
    pub fn get(&self, key: &[Value], scope: &Expr, seen: &Seen) -> Statement {
        let (shape, used) = self.seen_shape(What::Get, &self.whole, seen, key, scope);
        self.cache.statement(shape, false, |sql| {
            sql.reserve(used.values);
            sql.push("SELECT ");
            self.write_selected(sql, &used);
            sql.push(" FROM ").table(self.spec);
            self.write_row(sql, scope);
        })
    }

    /// The same with these columns only, and the version.
    pub fn get_some(&self, key: &[Value], scope: &Expr, selection: &Selection, seen: &Seen) -> Statement {
        let mut shape = Shape::new(What::GetSome, self.dialect);
        shape.columns(selection.columns());
        let used = seen.used(self.spec, selection.columns().iter().copied(), &mut shape);
        self.continue_row_shape(&mut shape, key, scope);
        self.cache.statement(shape, false, |sql| {
            sql.reserve(used.values);
            sql.push("SELECT ");
            selection.write_columns(sql, self.seeing(&used));
            sql.push(", ");
            self.write_version(sql);
            sql.push(" FROM ").table(self.spec);
            self.write_row(sql, scope);
        })
    }

    /// What is read for an answer that shows these columns; `None` for all that may be seen. Those of `order` are read besides, and of a
    /// table that tells no versions all columns, when a tag is to be made of them.
    pub fn selection(&self, fields: Option<&[usize]>, order: &[SortKey], tagged: bool) -> Arc<Selection> {
        let Some(fields) = fields else { return Arc::clone(&self.whole) };
        let seen = |column: &usize| self.whole.shows(*column);
        let shown = fields.iter().copied().filter(seen);
        let all = tagged && self.spec.version == Version::Content;
        let further = if all { self.whole.columns() } else { &[] };
        let own = order.iter().filter(|key| key.by.is_none()).map(|key| key.column);
        let columns = shown.chain(own).chain(further.iter().copied());
        Arc::new(Selection::new(self.spec, self.dialect, columns, |column| fields.contains(&column) && seen(&column)))
    }

    /// Writes the select list of an answer on one row: its columns and its version.
    fn write_selected(&self, sql: &mut Sql, used: &Used<'_>) {
        self.whole.write_columns(sql, self.seeing(used));
        sql.push(", ");
        self.write_version(sql);
    }

    /// Inserts a row with these values of columns, by index; answers the row, of which what is computed from other rows is null.
    pub fn insert(&self, values: Vec<(usize, Value)>) -> Statement {
        let mut shape = Shape::new(What::Insert, self.dialect);
        let columns = self.set_shape(&mut shape, values);
        self.cache.statement(shape, true, |sql| {
            sql.push("INSERT INTO ").table(self.spec);
            if columns.is_empty() {
                sql.push(" DEFAULT VALUES");
            } else {
                sql.push(" (").list(", ", &columns, |sql, column| {
                    sql.name(self.spec.columns[*column].column);
                });
                sql.push(") VALUES (").list(", ", &columns, |sql, column| {
                    column::placeholder(sql, &self.spec.columns[*column], self.dialect);
                });
                sql.push(")");
            }
            sql.push(" RETURNING ");
            self.write_selected(sql, &Used::default());
        })
    }

    /// Changes a row in the scope, only when it has the version where one is given; raises its version and answers the row.
    pub fn update_returning(&self, key: &[Value], scope: &Expr, set: Vec<(usize, Value)>, version: Option<i64>) -> Statement {
        self.write_update(key, scope, set, version, true)
    }

    /// As [`Plan::update_returning`], and answers nothing: SQLite writes what is answered into a table of its own first.
    pub fn update(&self, key: &[Value], scope: &Expr, set: Vec<(usize, Value)>, version: Option<i64>) -> Statement {
        self.write_update(key, scope, set, version, false)
    }

    fn write_update(
        &self,
        key: &[Value],
        scope: &Expr,
        set: Vec<(usize, Value)>,
        version: Option<i64>,
        returning: bool,
    ) -> Statement {
        let mut shape = Shape::new(if returning { What::UpdateReturning } else { What::Update }, self.dialect);
        let columns = self.set_shape(&mut shape, set);
        self.continue_row_shape(&mut shape, key, scope);
        self.version_shape(&mut shape, version);
        self.cache.statement(shape, true, |sql| {
            sql.push("UPDATE ").table(self.spec).push(" SET ").list(", ", &columns, |sql, column| {
                sql.name(self.spec.columns[*column].column).push(" = ");
                column::placeholder(sql, &self.spec.columns[*column], self.dialect);
            });
            self.write_raised(sql, &columns);
            self.write_row(sql, scope);
            self.write_has_version(sql, version);
            if returning {
                sql.push(" RETURNING ");
                self.write_selected(sql, &Used::default());
            }
        })
    }

    /// Removes a row in the scope, only when it has the version where one is given; answers its key. (SQLite counts no rows of a view.)
    pub fn delete(&self, key: &[Value], scope: &Expr, version: Option<i64>) -> Statement {
        let mut shape = self.row_shape(What::Delete, key, scope);
        self.version_shape(&mut shape, version);
        self.cache.statement(shape, true, |sql| {
            sql.push("DELETE FROM ").table(self.spec);
            self.write_row(sql, scope);
            self.write_has_version(sql, version);
            sql.push(" RETURNING ").list(", ", self.spec.keys, |sql, key| {
                sql.name(self.spec.columns[*key].column);
            });
        })
    }

    /// Asks why an update or delete touched no row: no row when the caller may not see it, else whether the action is allowed, and the
    /// version. [`Plan::miss`] reads the answer.
    pub fn diagnose(&self, key: &[Value], read: &Expr, action: &Expr) -> Statement {
        let mut shape = Shape::new(What::Diagnose, self.dialect);
        condition::shape(action, self.spec, &mut shape);
        self.continue_row_shape(&mut shape, key, read);
        self.cache.statement(shape, false, |sql| {
            sql.push("SELECT COALESCE((");
            condition::text(action, self.table(), sql);
            sql.push("), FALSE), ");
            self.write_version(sql);
            sql.push(" FROM ").table(self.spec);
            self.write_row(sql, read);
        })
    }

    /// All columns of one visible row, write-only ones included, locked until the end of the transaction (on SQLite the transaction itself is
    /// the lock).
    pub fn lock(&self, key: &[Value], scope: &Expr, seen: &Seen) -> Statement {
        let (shape, used) = self.seen_shape(What::Lock, &self.whole, seen, key, scope);
        // Not repeatable outside of its transaction, and so a write.
        self.cache.statement(shape, true, |sql| {
            self.write_whole(sql, scope, &used);
            if self.dialect == Dialect::Postgres {
                sql.push(" FOR UPDATE");
            }
        })
    }

    /// All columns of one visible row, write-only ones included: as [`Plan::lock`] answers them, without the lock.
    pub fn whole(&self, key: &[Value], scope: &Expr, seen: &Seen) -> Statement {
        let (shape, used) = self.seen_shape(What::Whole, &self.whole, seen, key, scope);
        self.cache.statement(shape, false, |sql| self.write_whole(sql, scope, &used))
    }

    fn write_whole(&self, sql: &mut Sql, scope: &Expr, used: &Used<'_>) {
        sql.reserve(used.values);
        sql.push("SELECT ");
        self.write_selected(sql, used);
        for &column in &self.hidden {
            sql.push(", ");
            column::selected(sql, &self.spec.columns[column], self.seeing(used));
        }
        sql.push(" FROM ").table(self.spec);
        self.write_row(sql, scope);
    }

    /// How many rows are in the scope.
    pub fn count(&self, scope: &Expr) -> Statement {
        self.about_scope(What::Count, "SELECT COUNT(*) FROM ", scope, "")
    }

    /// How many rows are in the scope, as PostgreSQL's planner guesses it from what it knows of the table; `None` on a database that does not
    /// guess. The guess knows of all rows: it is no answer where the scope hides some. [`Plan::estimated`] reads it.
    pub fn estimate(&self, scope: &Expr) -> Option<Statement> {
        let guesses = self.dialect == Dialect::Postgres;
        guesses.then(|| self.about_scope(What::Estimate, "EXPLAIN (FORMAT JSON) SELECT 1 FROM ", scope, ""))
    }

    /// Whether any row is in the scope.
    pub fn exists(&self, scope: &Expr) -> Statement {
        self.about_scope(What::Exists, "SELECT EXISTS (SELECT 1 FROM ", scope, ")")
    }

    pub(super) fn about_scope(&self, what: What, before: &'static str, scope: &Expr, after: &'static str) -> Statement {
        let mut shape = Shape::new(what, self.dialect);
        condition::shape(scope, self.spec, &mut shape);
        self.cache.statement(shape, false, |sql| {
            sql.push(before).table(self.spec).push(" WHERE ");
            condition::text(scope, self.table(), sql);
            sql.push(after);
        })
    }

    /// The shape of a statement on the row with this key in this scope.
    fn row_shape(&self, what: What, key: &[Value], scope: &Expr) -> Shape {
        let mut shape = Shape::new(what, self.dialect);
        self.continue_row_shape(&mut shape, key, scope);
        shape
    }

    /// The same of a statement that answers the row.
    fn seen_shape<'a>(
        &self,
        what: What,
        selection: &Selection,
        seen: &'a Seen,
        key: &[Value],
        scope: &Expr,
    ) -> (Shape, Used<'a>) {
        let mut shape = Shape::new(what, self.dialect);
        let used = if self.gathers {
            let hidden = if matches!(what, What::Get) { &[] } else { self.hidden.as_slice() };
            seen.used(self.spec, selection.columns().iter().chain(hidden).copied(), &mut shape)
        } else {
            Used::default()
        };
        self.continue_row_shape(&mut shape, key, scope);
        (shape, used)
    }

    fn continue_row_shape(&self, shape: &mut Shape, key: &[Value], scope: &Expr) {
        for (at, column) in self.spec.key_columns().enumerate() {
            // No row has a part that is not there.
            shape.arg(key.get(at).cloned().unwrap_or(Value::Null), column.data_type.kind);
        }
        condition::shape(scope, self.spec, shape);
    }

    fn write_row(&self, sql: &mut Sql, scope: &Expr) {
        sql.push(" WHERE ").list(" AND ", self.spec.keys, |sql, key| {
            let column = &self.spec.columns[*key];
            sql.name(column.column).push(" = ");
            column::placeholder(sql, column, self.dialect);
        });
        if *scope != Expr::Constant(true) {
            sql.push(" AND ");
            condition::text(scope, self.table(), sql);
        }
    }

    /// Takes the values to be written; answers their columns. An index that is none is left out.
    fn set_shape(&self, shape: &mut Shape, values: Vec<(usize, Value)>) -> Vec<usize> {
        let mut columns = Vec::with_capacity(values.len());
        for (column, value) in values {
            if let Some(spec) = self.spec.columns.get(column) {
                shape.number(column);
                shape.arg(value, spec.data_type.kind);
                columns.push(column);
            }
        }
        // Ends the list, so that no two shapes are written alike.
        shape.number(usize::MAX);
        columns
    }

    fn version_shape(&self, shape: &mut Shape, version: Option<i64>) {
        shape.byte(u8::from(version.is_some()));
        if let Some(version) = version {
            shape.arg(Value::Integer(version), condition::compared(self.version_kind()));
        }
    }
}
