//! A new table in place of the old one.

use super::{
    alter::{add_index, drop_index},
    values::Values,
};
use crate::{
    db::Dialect,
    query::builder::{literal, quoted},
    schema::{
        ddl::{self, parts},
        model::{Table, TableName},
        plan::script::Statement,
    },
};

/// Makes the table under another name, copies the rows, and puts it in the place of the old one. Indexes are made anew from the schema,
/// triggers as they were; views, and keys of other tables, find the new table by the old name.
pub(super) fn statements<'a>(old: &'a Table, new: &'a Table, values: &Values<'_>) -> Vec<Statement> {
    let name = &new.name;
    let building = TableName { schema: name.schema.clone(), name: format!("_restkit_new_{}", name.name) };
    // What finds words is filled anew: rows may get other numbers.
    let searches = |table: &'a Table| table.indexes.iter().filter(|index| ddl::search::is_search(index));
    let mut statements: Vec<Statement> = searches(old).flat_map(|index| drop_index(name, index)).collect();
    statements.extend([
        Statement::because(
            ddl::create_table(new, &building, &|_| true, Dialect::Sqlite),
            format!("ALTER TABLE cannot do this: {name} is made anew with its rows."),
        ),
        copy(old, new, &building, values),
    ]);
    let counted = |table: &Table| table.columns.iter().any(|column| column.identity);
    let database = quoted(name.schema.as_deref().unwrap_or("main"));
    if counted(old) && counted(new) {
        statements.push(Statement::because(
            format!("DELETE FROM {database}.sqlite_sequence WHERE name = {}", literal(&building.name)),
            "Ids are never used again, also not those of removed rows.",
        ));
        statements.push(Statement::new(format!(
            "INSERT INTO {database}.sqlite_sequence (name, seq) SELECT {}, seq FROM {database}.sqlite_sequence WHERE name = {}",
            literal(&building.name),
            literal(&name.name)
        )));
    }
    let triggers = "temp.\"_restkit_triggers\"";
    statements.extend([
        Statement::because(
            format!(
                "CREATE TABLE {triggers} AS SELECT * FROM {database}.sqlite_schema WHERE type = 'trigger' AND tbl_name = {} COLLATE NOCASE",
                literal(&name.name)
            ),
            "Triggers go with the table, and come back as they were.",
        ),
        Statement::new(format!("DROP TABLE {}", parts::table(name))),
        Statement::because("PRAGMA legacy_alter_table = ON", "Views and triggers that mention the table stay as they are."),
        Statement::new(format!("ALTER TABLE {} RENAME TO {}", parts::table(&building), quoted(&name.name))),
        Statement::new("PRAGMA legacy_alter_table = OFF"),
    ]);
    let plain = new.indexes.iter().filter(|index| !ddl::search::is_search(index));
    statements.extend(plain.flat_map(|index| add_index(name, index)));
    statements.extend([
        Statement::new("PRAGMA writable_schema = ON"),
        Statement::new(format!("INSERT INTO {database}.sqlite_schema SELECT * FROM {triggers}")),
        Statement::new("PRAGMA writable_schema = RESET"),
        Statement::new(format!("DROP TABLE {triggers}")),
    ]);
    statements.extend(searches(new).flat_map(|index| add_index(name, index)));
    statements
}

fn copy(old: &Table, new: &Table, building: &TableName, values: &Values<'_>) -> Statement {
    let made: Vec<(&str, String)> =
        new.columns.iter().filter_map(|column| Some((column.name.as_str(), values.of(old, column)?))).collect();
    let names: Vec<&str> = made.iter().map(|(name, _)| *name).collect();
    let values: Vec<&str> = made.iter().map(|(_, value)| value.as_str()).collect();
    Statement::new(format!(
        "INSERT INTO {} ({}) SELECT {} FROM {}",
        parts::table(building),
        parts::names(&names),
        values.join(", "),
        parts::table(&new.name)
    ))
}
