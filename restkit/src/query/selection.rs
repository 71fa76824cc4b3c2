//! Which columns a row is read with, and which of them an answer shows.

use super::{
    after::Key,
    builder::Sql,
    column::{self, Table},
};
use crate::{
    db::{DbError, Dialect, Row, packs, write_json_text},
    spec::{Kind, Permitted, ResourceSpec, Value, write_value},
};

/// How many values one call of a function takes; SQLite may be built to take no more than 127.
const MOST_PACKED: usize = 100;

/// The columns of an answer: all that may be seen, or some of them. What the answer does not show may be read all the same, for a cursor or
/// an entity tag.
#[derive(Debug)]
pub struct Selection {
    spec: &'static ResourceSpec,
    /// The columns that are read, in the order of the table.
    columns: Vec<usize>,
    /// The kind of each, and what comes before its value in JSON (`{"id":`, `,"title":`); nothing for one that is not shown.
    keys: Vec<(Kind, Box<[u8]>)>,
    /// The columns of the answer that are computed in Rust from those that are read, in the order of the table.
    made: Vec<Made>,
    /// Those of the columns that change without their row.
    unversioned: Vec<usize>,
    /// How lists pack their rows, where they do.
    packing: Option<Packing>,
}

/// A column that is computed in Rust.
#[derive(Debug)]
struct Made {
    column: usize,
    /// What comes before its value in JSON.
    key: Box<[u8]>,
}

/// How the rows of a list are packed on SQLite, whose driver copies every value of every row on its way from another thread: one array of
/// all columns that can be in it, then the others.
#[derive(Debug)]
struct Packing {
    /// What the array is called: as no column is.
    name: String,
    packed: Vec<usize>,
    alone: Vec<usize>,
}

impl Packing {
    /// `None` when nothing is gained by it.
    fn new(spec: &'static ResourceSpec, columns: &[usize], dialect: Dialect) -> Option<Self> {
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

impl Selection {
    /// These columns, of which `shown` are in the answer. Indices that are none are left out. Instead of what is computed in Rust that is read which it is
    /// computed from.
    pub(super) fn new(
        spec: &'static ResourceSpec,
        dialect: Dialect,
        columns: impl IntoIterator<Item = usize>,
        shown: impl Fn(usize) -> bool,
    ) -> Self {
        let mut asked: Vec<usize> = columns.into_iter().filter(|column| *column < spec.columns.len()).collect();
        asked.sort_unstable();
        asked.dedup();
        let inputs = asked.iter().filter(|column| shown(**column)).flat_map(|column| spec.inputs(*column));
        let mut all: Vec<usize> = asked.iter().chain(inputs).copied().collect();
        all.sort_unstable();
        all.dedup();
        let (mut columns, mut keys, mut made) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()), Vec::new());
        let mut first = true;
        for column in all {
            let mut key = Vec::new();
            // An input that was not asked for is nobody's to see.
            if asked.binary_search(&column).is_ok() && shown(column) {
                key.push(if std::mem::take(&mut first) { b'{' } else { b',' });
                write_json_text(spec.columns[column].member, &mut key);
                key.push(b':');
            }
            let (of, key) = (&spec.columns[column], key.into_boxed_slice());
            if of.is_selected() {
                columns.push(column);
                keys.push((of.data_type.kind, key));
            } else if !key.is_empty() {
                made.push(Made { column, key });
            }
        }
        let packing = Packing::new(spec, &columns, dialect);
        let mut unversioned = spec.unversioned();
        unversioned.retain(|column| columns.binary_search(column).is_ok());
        Self { spec, columns, keys, made, unversioned, packing }
    }

    /// Whether it has this column, read or computed from what is.
    pub(super) fn shows(&self, column: usize) -> bool {
        self.columns.binary_search(&column).is_ok() || self.made.iter().any(|made| made.column == column)
    }

    /// The columns that are read.
    pub(super) fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// Whether lists pack their rows.
    pub(super) const fn is_packed(&self) -> bool {
        self.packing.is_some()
    }

    /// One column of a row; null when it was not read.
    ///
    /// # Errors
    /// When the stored value is not of its type.
    pub fn value(&self, row: &Row, column: usize) -> Result<Value, DbError> {
        let Ok(at) = self.columns.binary_search(&column) else { return Ok(Value::Null) };
        let mut values = row.read()?;
        for (kind, _) in &self.keys[..at] {
            values.skip(*kind)?;
        }
        values.value(self.keys[at].0)
    }

    /// All columns of a row, by index; null where they were not read.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub fn values(&self, row: &Row) -> Result<Vec<Value>, DbError> {
        let mut values = vec![Value::Null; self.spec.columns.len()];
        let mut reader = row.read()?;
        for (column, (kind, _)) in self.columns.iter().zip(&self.keys) {
            values[*column] = reader.value(*kind)?;
        }
        for made in &self.made {
            values[made.column] = self.spec.compute(made.column, &values).map_err(DbError::mismatch)?;
        }
        Ok(values)
    }

    /// What is computed in Rust of those that are `shown`.
    fn computed<'a>(&'a self, row: &Row, shown: impl Fn(usize) -> bool) -> Result<Vec<(&'a Made, Value)>, DbError> {
        let made: Vec<&Made> = self.made.iter().filter(|made| shown(made.column)).collect();
        if made.is_empty() {
            return Ok(Vec::new());
        }
        let (mut values, mut reader) = (vec![Value::Null; self.spec.columns.len()], row.read()?);
        for (column, (kind, _)) in self.columns.iter().zip(&self.keys) {
            if made.iter().any(|made| self.spec.inputs(made.column).contains(column)) {
                values[*column] = reader.value(*kind)?;
            } else {
                reader.skip(*kind)?;
            }
        }
        let compute = |made: &'a Made| Ok((made, self.spec.compute(made.column, &values).map_err(DbError::mismatch)?));
        made.into_iter().map(compute).collect()
    }

    /// Appends a row as a JSON object: ready-made keys, values straight from the row buffer.
    ///
    /// # Errors
    /// When a stored value is not of its type; part of the object may have been written then.
    pub fn write_json(&self, row: &Row, out: &mut Vec<u8>) -> Result<(), DbError> {
        if !self.made.is_empty() {
            return self.write_part(row, |_| true, out);
        }
        let before = out.len();
        let mut values = row.read()?;
        for (kind, key) in &self.keys {
            if key.is_empty() {
                values.skip(*kind)?;
            } else {
                out.extend_from_slice(key);
                values.write_json(*kind, out)?;
            }
        }
        if out.len() == before {
            out.push(b'{');
        }
        out.push(b'}');
        Ok(())
    }

    /// The same with these of the columns only.
    ///
    /// # Errors
    /// As [`Selection::write_json`].
    pub fn write_part(&self, row: &Row, shown: impl Fn(usize) -> bool, out: &mut Vec<u8>) -> Result<(), DbError> {
        let start = out.len();
        let mut computed = self.computed(row, &shown)?.into_iter().peekable();
        let write_made = |(made, value): (&Made, Value), out: &mut Vec<u8>| {
            out.extend_from_slice(&made.key);
            write_value(&value, self.spec.columns[made.column].data_type.kind, out);
        };
        let mut values = row.read()?;
        for ((kind, key), column) in self.keys.iter().zip(&self.columns) {
            while let Some(next) = computed.next_if(|(made, _)| made.column < *column) {
                write_made(next, out);
            }
            if !key.is_empty() && shown(*column) {
                out.extend_from_slice(key);
                values.write_json(*kind, out)?;
            } else {
                values.skip(*kind)?;
            }
        }
        computed.for_each(|next| write_made(next, out));
        match out.get_mut(start) {
            // What comes before the first member was made for its place in the whole row.
            Some(first) => *first = b'{',
            None => out.push(b'{'),
        }
        out.push(b'}');
        Ok(())
    }

    /// Those of the columns that were read which change without their row and are permitted, as JSON; `None` where none is. The version of the row stays the
    /// same when these change, and what is said of it does not.
    ///
    /// # Errors
    /// When a stored value is not of its type.
    pub(super) fn unversioned(&self, row: &Row, permitted: &Permitted) -> Result<Option<Vec<u8>>, DbError> {
        if !self.unversioned.iter().any(|column| permitted.sees(*column)) {
            return Ok(None);
        }
        let (mut json, mut values) = (Vec::with_capacity(64), row.read()?);
        for (column, (kind, _)) in self.columns.iter().zip(&self.keys) {
            if self.unversioned.binary_search(column).is_ok() && permitted.sees(*column) {
                values.write_json(*kind, &mut json)?;
                json.push(b',');
            } else {
                values.skip(*kind)?;
            }
        }
        Ok(Some(json))
    }

    /// The same with what everybody sees who sees the row, so that a row has one content whoever reads it. What is computed from other rows
    /// is no part of it, nor what is computed in Rust from the rest.
    pub(super) fn write_visible(&self, row: &Row, out: &mut Vec<u8>) -> Result<(), DbError> {
        self.write_part(row, |column| self.spec.columns[column].is_stored() && self.spec.is_plain(column), out)
    }

    /// Writes the columns as they are selected from a table.
    pub(super) fn write_columns(&self, sql: &mut Sql, table: Table<'_>) {
        self.write_some(sql, &self.columns, table);
    }

    /// Writes the select list of a list, whose rows have no entity tags: each value less is one less to be handed over for each row.
    pub(super) fn write_listed(&self, sql: &mut Sql, table: Table<'_>) {
        let Some(Packing { name, packed, alone }) = &self.packing else { return self.write_columns(sql, table) };
        // Types of one's own are none of SQLite's.
        sql.push("json_array(").list(", ", packed, |sql, column| match &self.spec.columns[*column] {
            column if column.is_stored() => {
                sql.name(column.column);
            }
            column => table.name(sql, column),
        });
        sql.push(") AS ").name(name);
        if !alone.is_empty() {
            sql.push(", ");
            self.write_some(sql, alone, table);
        }
    }

    /// How many values [`Selection::write_listed`] selects.
    pub(super) fn listed_values(&self) -> usize {
        self.packing.as_ref().map_or(self.columns.len(), |packing| 1 + packing.alone.len())
    }

    /// Writes the names of what [`Selection::write_listed`] selects.
    pub(super) fn write_listed_names(&self, sql: &mut Sql) {
        let columns = match &self.packing {
            Some(Packing { name, alone, .. }) => {
                sql.name(name).push(if alone.is_empty() { "" } else { ", " });
                alone
            }
            None => &self.columns,
        };
        sql.list(", ", columns, |sql, column| {
            sql.name(self.spec.columns[*column].column);
        });
    }

    /// Writes the names of the keys that [`Selection::write_listed`] does not select by their names, each after a comma.
    pub(super) fn write_packed_keys(&self, sql: &mut Sql, keys: &[Key<'_>]) {
        if self.packing.is_some() {
            for key in keys.iter().filter(|key| packs(key.column.data_type.kind)) {
                sql.push(", ").name(key.column.column);
            }
        }
    }

    fn write_some(&self, sql: &mut Sql, columns: &[usize], table: Table<'_>) {
        sql.list(", ", columns, |sql, column| column::selected(sql, &self.spec.columns[*column], table));
    }
}
