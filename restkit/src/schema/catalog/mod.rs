//! What a live database has: its tables and views, read with a fixed number of statements, however many there are.

mod fields;
mod postgres;
mod search;
mod sqlite;
mod text;
pub(super) mod tokens;

pub use text::canonical;

use super::model::{Schema, Table, TableName};
use crate::db::{DbError, Dialect, Executor};

/// What is read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Schemas of PostgreSQL beside those that bare names are looked up in.
    pub schemas: Vec<String>,
    /// The names of the tables and views that are read, whichever schema they are in; all when there are none.
    pub tables: Vec<String>,
    /// The temporary tables of the connection, and nothing else.
    pub(in crate::schema) temporary: bool,
}

impl ReadOptions {
    /// All that bare names find, and these schemas.
    pub fn with_schemas(schemas: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { schemas: schemas.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// What a database has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    /// Tables, views and what is alike, sorted by name.
    pub relations: Vec<Relation>,
}

/// What kind of thing rows come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// A table.
    Table,
    /// A table of PostgreSQL whose rows lie in partitions.
    Partitioned,
    /// A view.
    View,
    /// A view of PostgreSQL whose rows are kept.
    MaterializedView,
    /// A table that lies elsewhere: a foreign table of PostgreSQL, a virtual table of SQLite.
    Foreign,
}

/// A table or a view, with what the model of schemas has no words for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What it is.
    pub kind: RelationKind,
    /// The schema it is in, also when it is found without; `main` on SQLite, or the name of an attached database.
    pub schema: String,
    /// Its columns and constraints; of a view only the columns, each of which counts as nullable.
    pub table: Table,
    /// What else is known about the columns, in the same order.
    pub facts: Vec<ColumnFacts>,
    /// Whether SQLite holds the values to the types of the columns; always so on PostgreSQL.
    pub strict: bool,
    /// The names of its triggers, sorted.
    pub triggers: Vec<String>,
    /// What else it has, in SQL words, sorted: `tasks_owner_fkey ON UPDATE CASCADE`, `tasks_span_excl EXCLUDE USING …`.
    pub remarks: Vec<String>,
    /// Its comment in the database.
    pub docs: Option<String>,
}

/// What a database says about a column besides its definition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnFacts {
    /// The type that a domain of PostgreSQL is of; otherwise the type itself.
    pub base_type: String,
    /// The name of the type, where it is an enum of PostgreSQL.
    pub enumeration: Option<String>,
    /// Whether the database finds a value by itself when none is given, not counting defaults: `INTEGER PRIMARY KEY` of SQLite.
    pub automatic: bool,
    /// Its comment in the database.
    pub docs: Option<String>,
}

impl Relation {
    /// One without columns.
    pub(in crate::schema) const fn new(kind: RelationKind, schema: String, name: TableName) -> Self {
        let table = Table {
            name,
            columns: Vec::new(),
            primary_key: Vec::new(),
            unique: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
        };
        Self { kind, schema, table, facts: Vec::new(), strict: true, triggers: Vec::new(), remarks: Vec::new(), docs: None }
    }

    /// Whether it is a view of either kind: it has no constraints, and the database does not say what is never null.
    pub const fn is_view(&self) -> bool {
        matches!(self.kind, RelationKind::View | RelationKind::MaterializedView)
    }

    /// Whether a table of this name is meant.
    fn is_called(&self, name: &TableName) -> bool {
        let found = match &name.schema {
            None => self.table.name.schema.is_none(),
            Some(schema) => *schema == self.schema,
        };
        found && name.name == self.table.name.name
    }
}

impl Catalog {
    /// What this name finds; the schema that bare names are looked up in may be named or not.
    pub fn find(&self, name: &TableName) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.is_called(name))
    }

    /// The tables as a schema; views are none.
    pub fn schema(&self) -> Schema {
        let tables = |relation: &&Relation| matches!(relation.kind, RelationKind::Table | RelationKind::Partitioned);
        Schema { tables: self.relations.iter().filter(tables).map(|relation| relation.table.clone()).collect() }
    }
}

/// Reads what a database has. Of PostgreSQL all that bare names find and the schemas that the options name, without what the server brings
/// along; of SQLite the main database, and the columns and keys of attached ones.
///
/// ```
/// use restkit::db::{Db, PoolSettings, Statement};
/// use restkit::schema::catalog::{ReadOptions, read};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), restkit::db::DbError> {
/// let db = Db::connect("sqlite::memory:", &PoolSettings::default()).await?;
/// db.execute(Statement::literal("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)", Vec::new())).await?;
/// let schema = read(&(&db).into(), &ReadOptions::default()).await?.schema();
/// assert_eq!(schema.tables[0].columns[1].name, "text");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`DbError`] says.
pub async fn read(on: &Executor, options: &ReadOptions) -> Result<Catalog, DbError> {
    let mut relations = match on.dialect() {
        Dialect::Sqlite => sqlite::read(on).await?,
        Dialect::Postgres => postgres::read(on, options).await?,
    };
    relations.retain(|relation| options.tables.is_empty() || options.tables.contains(&relation.table.name.name));
    for relation in &mut relations {
        let table = &mut relation.table;
        table.unique.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        relation.triggers.sort();
        relation.remarks.sort();
    }
    relations.sort_by(|a, b| a.table.name.cmp(&b.table.name));
    Ok(Catalog { relations })
}
