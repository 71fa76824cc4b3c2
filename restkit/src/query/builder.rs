//! The one place where text becomes a statement.
//!
//! [`Sql`] can only be filled with literals of this program, with quoted names of descriptors, with quoted literals, numbers and numbered
//! placeholders. There is no way to push any other text, so nothing that came from a request can become SQL. What changes a schema comes
//! from descriptors, snapshots and migrations, which are the program's own, and enters by [`of_schema`]. This file is the only one that
//! may use sqlx's `AssertSqlSafe`; a test holds that.

use std::{fmt::Write as _, sync::Arc};

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::{db::Dialect, spec::ResourceSpec};

/// A name of a table, column, constraint or index, quoted.
pub(crate) fn quoted(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    text.push('"');
    for character in name.chars() {
        match character {
            '"' => text.push_str("\"\""),
            // No database takes it in a name; left out, the name is simply not found.
            '\0' => {}
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

/// A text literal.
pub(crate) fn literal(content: &str) -> String {
    let mut text = String::with_capacity(content.len() + 2);
    text.push('\'');
    for character in content.chars() {
        match character {
            '\'' => text.push_str("''"),
            '\0' => {}
            other => text.push(other),
        }
    }
    text.push('\'');
    text
}

/// A statement that changes a schema, made from descriptors or read from a migration; never from anything that a request holds.
pub(crate) fn of_schema(text: &str) -> SqlStr {
    AssertSqlSafe(Arc::<str>::from(text)).into_sql_str()
}

/// SQL text in the making.
#[derive(Debug, Default)]
pub(crate) struct Sql {
    text: String,
    placeholders: usize,
}

impl Sql {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Appends words of ours.
    pub(crate) fn push(&mut self, words: &'static str) -> &mut Self {
        self.text.push_str(words);
        self
    }

    /// Appends a name of a table, column, constraint or index, quoted, so that reserved words and any other character will do.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.text.push_str(&quoted(name));
        self
    }

    /// Appends the name of the table of a resource, after that of its schema where it is in one.
    pub(crate) fn table(&mut self, spec: &ResourceSpec) -> &mut Self {
        if let Some(schema) = spec.schema {
            self.name(schema).push(".");
        }
        self.name(spec.table)
    }

    /// Appends a text literal; only for what descriptors say (the words of an enum), as values are bound.
    pub(crate) fn literal(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(&literal(text));
        self
    }

    /// Appends an integer.
    pub(crate) fn integer(&mut self, number: i64) -> &mut Self {
        if number == i64::MIN {
            // The minus is an operator and the number alone is too large for it.
            self.text.push_str("(-9223372036854775807 - 1)");
        } else {
            // Writing to a String cannot fail.
            let _ = write!(self.text, "{number}");
        }
        self
    }

    /// Appends a floating-point number; one that is not finite becomes null.
    pub(crate) fn float(&mut self, number: f64) -> &mut Self {
        if number.is_finite() {
            let _ = write!(self.text, "{number:?}");
        } else {
            self.text.push_str("NULL");
        }
        self
    }

    /// Appends bytes as a literal.
    pub(crate) fn bytes(&mut self, bytes: &[u8], dialect: Dialect) -> &mut Self {
        self.text.push_str(if dialect == Dialect::Postgres { "'\\x" } else { "x'" });
        for byte in bytes {
            let _ = write!(self.text, "{byte:02x}");
        }
        self.text.push('\'');
        self
    }

    /// Appends the name of a type from a descriptor. Everything but letters, digits, `_`, blanks, commas and parentheses is left out.
    pub(crate) fn type_name(&mut self, name: &'static str) -> &mut Self {
        self.text.extend(name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | ',' | '(' | ')')));
        self
    }

    /// Appends the placeholder of the next value.
    pub(crate) fn placeholder(&mut self) -> &mut Self {
        let number = self.reserve(1);
        self.placeholder_at(number)
    }

    /// Takes the numbers of the next values without writing them; answers the first.
    pub(crate) fn reserve(&mut self, count: usize) -> usize {
        let first = self.placeholders + 1;
        self.placeholders += count;
        first
    }

    /// Appends the placeholder of a value whose number was reserved.
    pub(crate) fn placeholder_at(&mut self, number: usize) -> &mut Self {
        let _ = write!(self.text, "${number}");
        self
    }

    /// How many values have a number.
    pub(crate) fn placeholders(&self) -> usize {
        self.placeholders
    }

    /// Goes back to an earlier count of numbered values, to write the same condition a second time.
    pub(crate) fn rewind(&mut self, count: usize) -> &mut Self {
        self.placeholders = count;
        self
    }

    /// Appends all items with a separator between them.
    pub(crate) fn list<T>(
        &mut self,
        separator: &'static str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.push(separator);
            }
            each(self, item);
        }
        self
    }

    /// The text alone, for a part of a schema; it must have no placeholders.
    pub(crate) fn into_text(self) -> String {
        debug_assert_eq!(self.placeholders, 0, "a schema has no values to bind");
        self.text
    }

    /// The text so far, for people.
    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The finished text; cheap to clone.
    pub(crate) fn finish(self) -> SqlStr {
        AssertSqlSafe(Arc::<str>::from(self.text)).into_sql_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting() {
        let mut sql = Sql::new();
        sql.name("or\"der\0")
            .push(" ")
            .literal("it's")
            .push(" ")
            .integer(i64::MIN)
            .push(" ")
            .float(0.5)
            .push(" ")
            .type_name("numeric(10, 2); --");
        assert_eq!(sql.text(), r#""or""der" 'it''s' (-9223372036854775807 - 1) 0.5 numeric(10, 2) "#);
    }

    #[test]
    fn numbers_of_placeholders() {
        let mut sql = Sql::new();
        sql.placeholder().push(" ");
        let first = sql.reserve(2);
        sql.placeholder_at(first + 1).push(" ").placeholder();
        assert_eq!((sql.text(), sql.placeholders()), ("$1 $3 $4", 4));
    }
}
