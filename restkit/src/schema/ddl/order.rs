//! The order in which tables are created.

use std::collections::{HashMap, HashSet};

use crate::schema::model::{Table, TableName};

/// Tables before those that refer to them, otherwise in the order given. A circle is cut where it was entered.
pub(in crate::schema) fn by_reference(tables: &[Table]) -> Vec<&Table> {
    let by_name: HashMap<&TableName, &Table> = tables.iter().map(|table| (&table.name, table)).collect();
    let mut sorted = Vec::with_capacity(tables.len());
    let mut entered = HashSet::new();
    for table in tables {
        visit(table, &by_name, &mut entered, &mut sorted);
    }
    sorted
}

fn visit<'a>(
    table: &'a Table,
    by_name: &HashMap<&'a TableName, &'a Table>,
    entered: &mut HashSet<&'a TableName>,
    sorted: &mut Vec<&'a Table>,
) {
    if !entered.insert(&table.name) {
        return;
    }
    for key in &table.foreign_keys {
        // A table that is not among these is somebody else's business.
        if let Some(other) = by_name.get(&key.references) {
            visit(other, by_name, entered, sorted);
        }
    }
    sorted.push(table);
}
