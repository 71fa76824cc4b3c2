//! Schemas made by hand.

use restkit::{
    db::Dialect,
    schema::{
        self, Answer, Changes, Fill, Renames,
        model::{Check, Column, DeleteRule, ForeignKey, Index, Schema, Table, TableName, Unique},
    },
};

/// A table with a counted key and these columns.
pub fn table(name: &str, dialect: Dialect, columns: impl IntoIterator<Item = Column>) -> Table {
    let id = Column { identity: true, ..column("id", big(dialect)) };
    Table {
        name: TableName::bare(name),
        columns: [id].into_iter().chain(columns).collect(),
        primary_key: vec!["id".to_owned()],
        unique: Vec::new(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        indexes: Vec::new(),
    }
}

/// A column that is not null.
pub fn column(name: &str, sql_type: &str) -> Column {
    Column { name: name.to_owned(), sql_type: sql_type.to_owned(), ..Column::default() }
}

/// A text column that is not null.
pub fn text(name: &str, dialect: Dialect) -> Column {
    let collation = (dialect == Dialect::Postgres).then(|| "C".to_owned());
    Column { collation, ..column(name, "TEXT") }
}

pub fn nullable(column: Column) -> Column {
    Column { nullable: true, ..column }
}

pub fn with_default(column: Column, default: &str) -> Column {
    Column { default: Some(default.to_owned()), ..column }
}

pub const fn big(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "BIGINT",
        Dialect::Sqlite => "INTEGER",
    }
}

pub fn unique(table: &Table, columns: &[&str]) -> Unique {
    Unique { name: format!("{}_{}_key", table.name.name, columns.join("_")), columns: owned(columns) }
}

pub fn refers(table: &Table, column: &str, to: &str, on_delete: DeleteRule) -> ForeignKey {
    ForeignKey {
        name: format!("{}_{column}_fkey", table.name.name),
        columns: owned(&[column]),
        references: TableName::bare(to),
        referenced: owned(&["id"]),
        on_delete,
    }
}

pub fn check(table: &Table, column: &str, condition: &str) -> Check {
    Check { name: format!("{}_{column}_check", table.name.name), condition: condition.to_owned() }
}

pub fn index(table: &Table, column: &str) -> Index {
    Index {
        name: format!("{}_{column}_idx", table.name.name),
        keys: vec![format!("\"{column}\""), "\"id\"".to_owned()],
        unique: false,
        method: None,
        condition: None,
    }
}

pub fn fill(table: &str, column: &str, expression: &str) -> Fill {
    Fill { table: TableName::bare(table), column: column.to_owned(), expression: expression.to_owned() }
}

/// A schema in its order.
pub fn schema(mut tables: Vec<Table>) -> Schema {
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    for table in &mut tables {
        table.unique.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Schema { tables }
}

/// The difference when everything that is new is new.
pub fn diff(from: &Schema, to: &Schema, renames: &Renames) -> Changes {
    schema::diff(from, to, renames, &mut |_| Answer::New)
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
