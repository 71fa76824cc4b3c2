//! What statements answer: the columns they select, and reading them from a row.

use super::{SortKey, after::Key, builder::Sql, column, plan::Plan};
use crate::{
    db::{DbError, Dialect, Row, packs},
    spec::{KeyValues, Kind, ResourceSpec, Value},
};

/// How many values one call of a function takes; SQLite may be built to take no more than 127.
const MOST_PACKED: usize = 100;

/// How the rows of a list are packed on SQLite, whose driver copies every value of every row on its way from another thread: one array of
/// all columns that can be in it, then the others.
#[derive(Debug)]
pub(super) struct Packing {
    /// What the array is called: as no column is.
    name: String,
    packed: Vec<usize>,
    alone: Vec<usize>,
}

impl Packing {
    /// `None` when nothing is gained by it.
    pub(super) fn new(spec: &'static ResourceSpec, columns: &[usize], dialect: Dialect) -> Option<Self> {
        let (packed, alone): (Vec<usize>, Vec<usize>) =
            columns.iter().partition(|column| packs(spec.columns[**column].data_type.kind));
        if dialect == Dialect::Postgres || !(2..=MOST_PACKED).contains(&packed.len()) {
            return None;
        }
        let mut name = "packed".to_owned();
        while spec.columns.iter().any(|column| column.column.eq_ignore_ascii_case(&name)) {
            name.push('_');
        }
        Some(Self { name, packed, alone })
    }
}

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
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is no more than a guess, and never negative")]
        Ok(plan.pointer("/0/Plan/Plan Rows").and_then(serde_json::Value::as_f64).map(|rows| rows as u64))
    }

    /// All columns of a locked row, by index.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn locked_values(&self, row: &Row) -> Result<Vec<Value>, DbError> {
        self.resource().columns.iter().zip(&self.positions).map(|(column, &at)| row.value(at, column.data_type.kind)).collect()
    }

    /// One column of an answered or listed row; null for a write-only one.
    ///
    /// # Errors
    /// When the stored value is not of its type.
    pub fn value(&self, row: &Row, column: usize) -> Result<Value, DbError> {
        let Some(&at) = self.positions.get(column).filter(|at| **at < self.readable) else { return Ok(Value::Null) };
        let mut values = row.read()?;
        for (kind, _) in &self.keys[..at] {
            values.skip(*kind)?;
        }
        values.value(self.keys[at].0)
    }

    /// The key of an answered or listed row.
    ///
    /// # Errors
    /// When the stored value is not of its type.
    pub fn key(&self, row: &Row) -> Result<KeyValues, DbError> {
        self.resource().keys.iter().map(|part| self.value(row, *part)).collect()
    }

    /// All columns of an answered or listed row, by index; write-only ones as null.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn values(&self, row: &Row) -> Result<Vec<Value>, DbError> {
        let mut values = vec![Value::Null; self.resource().columns.len()];
        let mut reader = row.read()?;
        for (column, (kind, _)) in self.answered.iter().zip(&self.keys) {
            values[*column] = reader.value(*kind)?;
        }
        Ok(values)
    }

    /// The position of a listed row in an order: what [`Position`](super::Position) takes.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn position(&self, row: &Row, sort: &[SortKey]) -> Result<Vec<Value>, DbError> {
        self.order(sort).iter().map(|key| self.value(row, key.column)).collect()
    }

    /// Appends an answered or listed row as a JSON object: ready-made keys, values straight from the row buffer.
    ///
    /// # Errors
    /// When a stored value is not of its type; part of the object may have been written then.
    pub fn write_json(&self, row: &Row, out: &mut Vec<u8>) -> Result<(), DbError> {
        if self.keys.is_empty() {
            out.push(b'{');
        }
        let mut values = row.read()?;
        for (kind, key) in &self.keys {
            out.extend_from_slice(key);
            values.write_json(*kind, out)?;
        }
        out.push(b'}');
        Ok(())
    }

    /// The same without what clients do not see, so that a row has one content whoever reads it.
    pub(super) fn write_visible(&self, row: &Row, out: &mut Vec<u8>) -> Result<(), DbError> {
        let mut values = row.read()?;
        for ((kind, key), column) in self.keys.iter().zip(&self.answered) {
            let before = out.len();
            out.extend_from_slice(key);
            values.write_json(*kind, out)?;
            if !self.resource().columns[*column].readable() {
                out.truncate(before);
            }
        }
        match out.first_mut() {
            Some(first) => *first = b'{',
            None => out.push(b'{'),
        }
        out.push(b'}');
        Ok(())
    }

    /// Writes the select list of an answer on one row: its columns and its version.
    pub(super) fn write_selected(&self, sql: &mut Sql) {
        self.write_columns(sql, &self.answered[..self.readable]);
        sql.push(", ");
        self.write_version(sql);
    }

    /// Writes the select list of a list, whose rows have no entity tags: each value less is one less to be handed over for each row.
    pub(super) fn write_listed(&self, sql: &mut Sql) {
        match &self.packing {
            Some(Packing { name, packed, alone }) => {
                sql.push("json_array(");
                self.write_columns(sql, packed);
                sql.push(") AS ").name(name);
                if !alone.is_empty() {
                    sql.push(", ");
                    self.write_columns(sql, alone);
                }
            }
            None => self.write_columns(sql, &self.answered[..self.readable]),
        }
    }

    /// Writes the names of what [`Plan::write_listed`] selects.
    pub(super) fn write_listed_names(&self, sql: &mut Sql) {
        let columns = match &self.packing {
            Some(Packing { name, alone, .. }) => {
                sql.name(name).push(if alone.is_empty() { "" } else { ", " });
                alone
            }
            None => &self.answered[..self.readable],
        };
        sql.list(", ", columns, |sql, column| {
            sql.name(self.resource().columns[*column].column);
        });
    }

    /// Writes the names of the keys that [`Plan::write_listed`] does not select by their names, each after a comma.
    pub(super) fn write_packed_keys(&self, sql: &mut Sql, keys: &[Key]) {
        if self.packing.is_some() {
            for key in keys.iter().filter(|key| packs(key.column.data_type.kind)) {
                sql.push(", ").name(key.column.column);
            }
        }
    }

    fn write_columns(&self, sql: &mut Sql, columns: &[usize]) {
        sql.list(", ", columns, |sql, column| {
            column::selected(sql, &self.resource().columns[*column], self.dialect);
        });
    }
}
