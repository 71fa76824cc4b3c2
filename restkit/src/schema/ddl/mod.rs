//! `CREATE` from a schema.

mod order;
pub(super) mod parts;
pub(super) mod search;
mod table;

pub(super) use order::by_reference;
pub(super) use table::create as create_table;

use super::model::{Index, Schema, TableName};
use crate::db::Dialect;

/// The statements that create a schema, in an order in which every foreign key finds its table; where tables refer to each other in a
/// circle, PostgreSQL gets those foreign keys at the end.
///
/// ```
/// use restkit::{db::Dialect, schema::{self, model::Schema}};
///
/// assert!(schema::create(&Schema::default(), Dialect::Sqlite).is_empty());
/// ```
pub fn create(schema: &Schema, dialect: Dialect) -> Vec<String> {
    create_where(schema, &|_| true, dialect)
}

/// The statements that make an index, of a table that nobody writes to meanwhile.
pub(super) fn indexed(table: &TableName, index: &Index, dialect: Dialect) -> Vec<String> {
    search::create(table, index).unwrap_or_else(|| vec![parts::index(table, index, false, dialect)])
}

/// The statements for those tables that are wanted; the others are taken to exist.
pub(super) fn create_where(schema: &Schema, wanted: &dyn Fn(&TableName) -> bool, dialect: Dialect) -> Vec<String> {
    let mut tables = by_reference(&schema.tables);
    tables.retain(|table| wanted(&table.name));
    let mut statements = Vec::new();
    let mut late = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        // What comes later in the list is not there yet. SQLite does not mind, and takes no foreign key later.
        let not_there =
            |name: &TableName| dialect == Dialect::Postgres && tables[at + 1..].iter().any(|other| other.name == *name);
        statements.push(create_table(table, &table.name, &|key| !not_there(&key.references), dialect));
        statements.extend(table.indexes.iter().flat_map(|index| indexed(&table.name, index, dialect)));
        let keys = table.foreign_keys.iter().filter(|key| not_there(&key.references));
        late.extend(keys.map(|key| format!("ALTER TABLE {} ADD {}", parts::table(&table.name), parts::foreign_key(key))));
    }
    statements.extend(late);
    statements
}
