//! A schema as data: what the structs declare, what a snapshot recorded, or what a database has.
//!
//! It is of one dialect: types, defaults and conditions are SQL of that dialect. Two schemas are equal when creating them leads to the same
//! tables; everything in a list that has no order of its own is sorted by name, except columns.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::spec::ResourceSpec;

/// The tables of a schema, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// The tables.
    pub tables: Vec<Table>,
}

/// The name of a table, with that of its schema where it is not found without.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableName {
    /// The schema of PostgreSQL, the attached database of SQLite; `None` for the one that bare names are looked up in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    #[serde(flatten)]
    pub name: TableName,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in their order; empty for none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub primary_key: Vec<String>,
    /// The unique constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Unique>,
    /// The foreign keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// The `CHECK` constraints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// The indexes that no constraint made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, as in `TEXT` or `numeric(10, 2)`.
    #[serde(rename = "type")]
    pub sql_type: String,
    /// What the program stores under a type of SQLite that means something else to begin with, as in `timestamp` or `bool`; the database
    /// knows nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// The collation, where it is not that of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Whether it may be null.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// The value of rows that do not say, as an SQL expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether the database counts its values up: an identity column of PostgreSQL, `AUTOINCREMENT` of SQLite.
    #[serde(default, skip_serializing_if = "is_false")]
    pub identity: bool,
    /// The SQL expression that the database computes it by, stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// The words that an enum of the program has here, in order of declaration; a check with the same words stands among the checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<String>,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<String>,
    /// The table it refers to.
    pub references: TableName,
    /// The columns there, in the same order.
    pub referenced: Vec<String>,
    /// What happens to a row when the one it refers to is removed.
    #[serde(default, skip_serializing_if = "DeleteRule::is_default")]
    pub on_delete: DeleteRule,
}

/// What happens to a row when the one it refers to is removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeleteRule {
    /// The removal is refused: `NO ACTION`, which SQL has when nothing is written.
    #[default]
    Restrict,
    /// It is removed too.
    Cascade,
    /// It refers to nothing from then on.
    SetNull,
}

impl DeleteRule {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A `CHECK` constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The condition, as SQL without `CHECK` and the parentheses around it.
    pub condition: String,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What is indexed, in its order: each a column or an expression with what follows it, as SQL, as in `"title" COLLATE "C" DESC`.
    pub keys: Vec<String>,
    /// Whether no two rows may be alike in it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// How it is built where not as a tree, as in `hash` or `gin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Which rows are in it, as SQL; `None` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl Schema {
    /// The table of this name.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl TableName {
    /// A name that is found without a schema.
    pub fn bare(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }
}

impl From<&ResourceSpec> for TableName {
    fn from(spec: &ResourceSpec) -> Self {
        Self { schema: spec.schema.map(str::to_owned), name: spec.table.to_owned() }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
