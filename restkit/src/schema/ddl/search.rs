//! Words in texts on SQLite: a table of FTS5 beside the table, which triggers keep. In the model it is an index of the method `fts5`, followed by the options of
//! that table; its keys are the columns.

use super::parts;
use crate::{
    query::builder::{literal, quoted},
    schema::model::{Index, TableName},
};

/// What the method of such an index begins with.
const METHOD: &str = "fts5 ";

/// The method of an index for these options.
pub(in crate::schema) fn method(options: &str) -> String {
    format!("{METHOD}{options}")
}

/// The options, when it is an index of this kind.
fn options(index: &Index) -> Option<&str> {
    index.method.as_deref()?.strip_prefix(METHOD)
}

/// Whether it is an index of this kind.
pub(in crate::schema) fn is_search(index: &Index) -> bool {
    options(index).is_some()
}

/// What the number of a row is called in these options.
fn row_number(options: &str) -> &str {
    options.split("content_rowid='").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("rowid")
}

/// The names of the triggers that keep it.
pub(in crate::schema) fn triggers(name: &str) -> [String; 3] {
    ["insert", "delete", "update"].map(|event| format!("{name}_{event}"))
}

/// The statements that make it: the table, its triggers, and what fills it from the rows that are there. `None` when it is an index of another kind.
pub(in crate::schema) fn create(on: &TableName, index: &Index) -> Option<Vec<String>> {
    let options = options(index)?;
    let in_schema = |name: &str| parts::table(&TableName { schema: on.schema.clone(), name: name.to_owned() });
    // Inside of a trigger names are those of its own database.
    let (name, table, row) = (quoted(&index.name), quoted(&on.name), row_number(options));
    let columns = index.keys.join(", ");
    let of = |row_name: &str| index.keys.iter().map(|key| format!("{row_name}.{key}")).collect::<Vec<_>>().join(", ");
    let changed = index.keys.iter().map(|key| format!("old.{key} IS NOT new.{key}")).collect::<Vec<_>>().join(" OR ");
    let add = format!("INSERT INTO {name} (rowid, {columns}) VALUES (new.{row}, {})", of("new"));
    let remove = format!("INSERT INTO {name} ({name}, rowid, {columns}) VALUES ('delete', old.{row}, {})", of("old"));
    let [inserted, deleted, updated] = triggers(&index.name).map(|trigger| in_schema(&trigger));
    Some(vec![
        format!(
            "CREATE VIRTUAL TABLE {} USING fts5({columns}, content={}, {options})",
            in_schema(&index.name),
            literal(&on.name)
        ),
        format!("CREATE TRIGGER {inserted} AFTER INSERT ON {table} BEGIN {add}; END"),
        format!("CREATE TRIGGER {deleted} AFTER DELETE ON {table} BEGIN {remove}; END"),
        format!(
            "CREATE TRIGGER {updated} AFTER UPDATE ON {table} WHEN old.{row} IS NOT new.{row} OR {changed} BEGIN {remove}; {add}; END"
        ),
        format!("INSERT INTO {} ({name}) VALUES ('rebuild')", in_schema(&index.name)),
    ])
}

/// The statements that remove it; `None` when it is an index of another kind.
pub(in crate::schema) fn drop(on: &TableName, index: &Index) -> Option<Vec<String>> {
    options(index)?;
    let in_schema = |name: &str| parts::table(&TableName { schema: on.schema.clone(), name: name.to_owned() });
    let triggers = triggers(&index.name).map(|trigger| format!("DROP TRIGGER {}", in_schema(&trigger)));
    Some(triggers.into_iter().chain([format!("DROP TABLE {}", in_schema(&index.name))]).collect())
}
