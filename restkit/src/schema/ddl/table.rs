//! `CREATE TABLE`.

use super::parts;
use crate::{
    db::Dialect,
    schema::model::{ForeignKey, Table, TableName},
};

/// The statement that creates a table under a name, perhaps not yet its own, with those foreign keys that are wanted.
pub(in crate::schema) fn create(table: &Table, name: &TableName, with: &dyn Fn(&ForeignKey) -> bool, dialect: Dialect) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(|column| parts::column(column, dialect)).collect();
    // SQLite counts up what is the key as it is declared.
    let counted = dialect == Dialect::Sqlite && table.columns.iter().any(|column| column.identity);
    if !table.primary_key.is_empty() && !counted {
        lines.push(parts::primary_key(table));
    }
    lines.extend(table.unique.iter().map(parts::unique));
    lines.extend(table.checks.iter().map(parts::check));
    lines.extend(table.foreign_keys.iter().filter(|key| with(key)).map(parts::foreign_key));
    let strict = if dialect == Dialect::Sqlite { " STRICT" } else { "" };
    format!("CREATE TABLE {} (\n    {}\n){strict}", parts::table(name), lines.join(",\n    "))
}
