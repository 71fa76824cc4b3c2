//! A statement and its values.

use sqlx::{SqlSafeStr, SqlStr};

use crate::spec::{Kind, Value};

/// A value to bind, with the kind that says how: a null needs it, and the width of an integer comes from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// The value.
    pub value: Value,
    /// How it is bound.
    pub kind: Kind,
}

impl Arg {
    /// A value of this kind.
    pub const fn new(value: Value, kind: Kind) -> Self {
        Self { value, kind }
    }
}

/// SQL text and the values to bind: `$1` in the text is the first of them.
///
/// The text is either a literal or made by the `query` module from descriptors; nothing else can make one.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(crate) sql: SqlStr,
    pub(crate) args: Vec<Arg>,
    /// Whether it changes anything: then it is never sent twice, and on SQLite waits for its turn to write.
    pub(crate) writes: bool,
    /// Whether the database should keep it prepared.
    pub(crate) prepared: bool,
    /// Whether the first value of each row is an array of others ([`Row::read`](super::Row::read)).
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "only rows of SQLite come packed"))]
    pub(crate) packed: bool,
}

impl Statement {
    /// A statement whose text is a literal of the program. It counts as a write unless it begins with `SELECT`, or with `WITH` and holds
    /// none of the words that write.
    ///
    /// ```
    /// use restkit::{Kind, Value, db::{Arg, Statement}};
    ///
    /// let statement = Statement::literal(
    ///     "SELECT count(*) FROM tasks WHERE priority >= $1",
    ///     vec![Arg::new(Value::Integer(3), Kind::I16)],
    /// );
    /// assert_eq!(statement.args().len(), 1);
    /// ```
    pub fn literal(sql: &'static str, args: Vec<Arg>) -> Self {
        Self { sql: sql.into_sql_str(), args, writes: !reads(sql), prepared: true, packed: false }
    }

    /// The text.
    pub fn sql(&self) -> &str {
        self.sql.as_str()
    }

    /// The values, in the order of their placeholders.
    pub fn args(&self) -> &[Arg] {
        &self.args
    }
}

fn reads(sql: &str) -> bool {
    let mut words = sql.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let writing = |word: &str| ["insert", "update", "delete", "merge", "replace"].iter().any(|w| word.eq_ignore_ascii_case(w));
    first.eq_ignore_ascii_case("select") || (first.eq_ignore_ascii_case("with") && !words.any(writing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads() {
        for sql in ["SELECT 1", " select f()", "WITH RECURSIVE n(i) AS (SELECT 1) SELECT i FROM n"] {
            assert!(reads(sql), "{sql}");
        }
        for sql in
            ["", "INSERT INTO t VALUES (1)", "WITH a AS (DELETE FROM t RETURNING i) SELECT i FROM a", "PRAGMA user_version = 1"]
        {
            assert!(!reads(sql), "{sql}");
        }
    }
}
