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
}

impl Statement {
    /// A statement whose text is a literal of the program. It counts as a write unless it begins with `SELECT`.
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
        let writes = !sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select"));
        Self { sql: sql.into_sql_str(), args, writes, prepared: true }
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
