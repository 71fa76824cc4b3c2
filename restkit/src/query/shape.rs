//! The shape of a statement: what decides its text.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use foldhash::fast::RandomState;
use sqlx::SqlStr;

use super::builder::Sql;
use crate::{
    db::{Arg, Dialect, Statement},
    spec::{Kind, Value},
};

/// How many shapes of one resource are kept. An app has a few dozen. Only clients that sort by ever new combinations, or a policy that makes
/// up ever new conditions, meet more; then all are forgotten, and those in use are soon known again.
const MOST: usize = 1024;

/// A statement with a longer text is put into text each time, and not prepared: trees of filters could fill the memory with such.
const LONGEST: usize = 8 * 1024;

/// Which statement, as the first byte of a shape.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(super) enum What {
    Get = 1,
    GetSome,
    List,
    Insert,
    Update,
    UpdateReturning,
    Delete,
    Diagnose,
    Lock,
    Whole,
    Count,
    Estimate,
    Exists,
    Related,
    ExplainFilter,
    ExplainOrder,
    Ranked,
    Aggregate,
}

/// The shape of a statement, collected together with the values in the order of their placeholders.
#[derive(Debug)]
pub(super) struct Shape {
    key: Vec<u8>,
    args: Vec<Arg>,
    /// What is searched for is written in another way for each database.
    pub(super) dialect: Dialect,
}

impl Shape {
    pub(super) fn new(what: What, dialect: Dialect) -> Self {
        let mut key = Vec::with_capacity(32);
        key.push(what as u8);
        Self { key, args: Vec::with_capacity(8), dialect }
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.key.push(byte);
    }

    /// An index or a count.
    pub(super) fn number(&mut self, number: usize) {
        self.key.extend_from_slice(&number.to_le_bytes());
    }

    /// How many values there are so far.
    pub(super) fn values(&self) -> usize {
        self.args.len()
    }

    /// Which columns, as many as there are.
    pub(super) fn columns(&mut self, columns: &[usize]) {
        self.number(columns.len());
        for column in columns {
            self.number(*column);
        }
    }

    pub(super) fn arg(&mut self, value: Value, kind: Kind) {
        // SQLite has no word for it and stores null; so does everything here.
        let value = if matches!(value, Value::Float(n) if n.is_nan()) { Value::Null } else { value };
        self.args.push(Arg::new(value, kind));
    }
}

/// The texts of the shapes that were met.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// By a hash that is seeded for each process, and costs less than the standard one.
    texts: RwLock<HashMap<Box<[u8]>, SqlStr, RandomState>>,
}

impl Cache {
    /// The statement of a shape; `build` puts it into text when it is met for the first time.
    pub(super) fn statement(&self, shape: Shape, writes: bool, build: impl FnOnce(&mut Sql)) -> Statement {
        let Shape { key, args, .. } = shape;
        if let Some(sql) = self.texts.read().unwrap_or_else(PoisonError::into_inner).get(key.as_slice()) {
            return Statement { sql: sql.clone(), args, writes, prepared: true, packed: false };
        }
        let mut text = Sql::new();
        build(&mut text);
        debug_assert_eq!(text.placeholders(), args.len(), "as many placeholders as values");
        let sql = text.finish();
        if sql.as_str().len() > LONGEST {
            return Statement { sql, args, writes, prepared: false, packed: false };
        }
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        if texts.len() >= MOST {
            texts.clear();
        }
        texts.insert(key.into_boxed_slice(), sql.clone());
        Statement { sql, args, writes, prepared: true, packed: false }
    }
}
